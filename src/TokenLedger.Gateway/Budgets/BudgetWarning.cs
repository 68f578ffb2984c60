using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Calls;

namespace TokenLedger.Gateway.Budgets;

/// <summary>What a call is told that passed although a budget had something to say.</summary>
internal static class BudgetWarning
{
    /// <summary>Most budgets named in the header.</summary>
    private const int MostNamed = 8;

    /// <summary>Notes the budgets for the call's entries.</summary>
    public static void Note(InferenceCall call, IReadOnlyList<BudgetFinding> findings)
    {
        foreach (BudgetFinding finding in findings)
        {
            string warning = finding.Kind == FindingKind.ShadowExceeded ? "shadow:budget:" : "budget:";
            if (!finding.Refuses && !call.Warnings.Contains(warning + finding.Budget))
            {
                call.Warnings.Add(warning + finding.Budget);
            }
        }
    }

    /// <summary>
    /// The header's value: a list of structured fields (RFC 8941), one for each limit, its budget first
    /// (<c>"team-a";kind=soft_reached;unit=usd;used="8.5";held="0.2";limit="10";resets="2026-11-23T00:00:00Z"</c>). Shadow budgets
    /// are not told to callers.
    /// </summary>
    public static string HeaderOf(IReadOnlyList<BudgetFinding> findings) =>
        string.Join(
            ", ",
            findings
                .Where(finding => finding.Kind is FindingKind.SoftReached or FindingKind.Warned)
                .Take(MostNamed)
                .Select(Item)
        );

    private static string Item(BudgetFinding finding) =>
        $"\"{finding.Budget}\";kind={BudgetNames.Of(finding.Kind)};unit={BudgetNames.Of(finding.Unit)}"
        + $";used=\"{BudgetText.Amount(finding.Used)}\";held=\"{BudgetText.Amount(finding.Held)}\""
        + $";limit=\"{BudgetText.Amount(finding.Limit)}\";resets=\"{BudgetText.Instant(finding.ResetsAt)}\"";
}
