using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Budgets;

/// <summary>
/// Words what budgets refuse: which budget, how much is used and held, what the call may need, and until when. It is a 402
/// that SDKs must not retry: nothing changes by asking again before the reset.
/// </summary>
internal static class BudgetRefusal
{
    /// <summary>The code of a call that would pass a limit.</summary>
    public const string Exceeded = "budget_exceeded";

    /// <summary>The code of a call without a price.</summary>
    public const string Unpriced = "unpriced_model";

    /// <summary>The code of a call whose cost has no upper bound, under a strict budget.</summary>
    public const string Unbounded = "unbounded_call";

    /// <summary>The code of a call whose budget has no account left for another member.</summary>
    public const string Full = "budget_full";

    private const string Type = "billing_error"; // Anthropic's word for a 402

    /// <summary>The refusal of an authorization.</summary>
    /// <param name="findings">What the budgets said; at least one refuses.</param>
    /// <param name="budgets">The budgets that cover the call.</param>
    /// <param name="model">The model asked for.</param>
    public static Refusal Of(IReadOnlyList<BudgetFinding> findings, IReadOnlyList<Budget> budgets, string? model)
    {
        // The one that stays closed longest: before its reset nothing helps.
        BudgetFinding worst = findings
            .Where(finding => finding.Refuses)
            .OrderByDescending(finding => finding.ResetsAt ?? DateTimeOffset.MaxValue)
            .First();
        string[] others =
        [
            .. findings
                .Where(finding => finding.Refuses && finding.Budget != worst.Budget)
                .Select(finding => finding.Budget)
                .Distinct(),
        ];
        Budget? budget = Named(budgets, worst.Budget);
        (string code, string message) = worst.Kind switch
        {
            FindingKind.Unpriced => (Unpriced, OfUnpriced(worst, model)),
            FindingKind.Full => (Full, OfFull(worst)),
            _ => (Exceeded, OfExceeded(worst, budget)),
        };
        return New(
            code,
            others.Length == 0 ? message : $"{message} Refused too by: {string.Join(", ", others)}.",
            worst.Budget
        ) with
        {
            Details = Details(worst, budget),
        };
    }

    /// <summary>The refusal of a call that a strict budget cannot bound.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="what">What has no bound, in words.</param>
    public static Refusal OfUnbounded(Budget budget, string what) =>
        New(
            Unbounded,
            $"Budget \"{budget.Id}\" holds strictly, and nothing bounds what this call can cost: it has {what}. "
                + "Send it without, or let the budget hold elastic.",
            budget.Id
        ) with
        {
            Details =
            [
                new("budget", budget.Id),
                new("scope", BudgetText.Scope(budget)),
                new("window", BudgetText.Window(budget.Window)),
                new("unbounded", what),
            ],
        };

    private static Refusal New(string code, string message, string budget) =>
        new(StatusCodes.Status402PaymentRequired, Type, code, message)
        {
            ShouldRetry = false,
            Subject = "budget:" + budget,
        };

    private static string OfExceeded(BudgetFinding finding, Budget? budget)
    {
        string member = BudgetText.Member(finding);
        string window = budget is null ? "" : $" {BudgetText.Each(budget.Window)}";
        string units = BudgetText.Units(finding.Unit);
        string reset = finding.ResetsAt is { } at ? $"It resets at {BudgetText.Instant(at)}." : "It never resets.";
        return $"Budget \"{finding.Budget}\"{(member.Length == 0 ? "" : $" ({member})")} allows "
            + $"{BudgetText.Amount(finding.Limit)} {units}{window}: {BudgetText.Amount(finding.Used)} is used, "
            + $"{BudgetText.Amount(finding.Held)} is held by open calls, and this call may need "
            + $"{BudgetText.Amount(finding.Asked)}. {reset}";
    }

    private static string OfFull(BudgetFinding finding) =>
        $"Budget \"{finding.Budget}\" keeps an account for each member, {BudgetBalances.UsualMostMembers} at most, and has "
        + $"none left for {BudgetText.Member(finding)}. Its administrator can narrow its scope or shorten its window.";

    private static string OfUnpriced(BudgetFinding finding, string? model) =>
        $"{(model is null ? "This call" : $"Model \"{model}\"")} has no price, and budget \"{finding.Budget}\" refuses such "
        + "calls. Add a rate for it, or let the budget allow unpriced calls.";

    /// <summary>What programs need to know of a finding, by name.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Details(BudgetFinding finding, Budget? budget)
    {
        List<KeyValuePair<string, string>> details =
        [
            new("budget", finding.Budget),
            new("scope", BudgetText.Scope(budget)),
            new("unit", BudgetNames.Of(finding.Unit)),
            new("limit", BudgetText.Amount(finding.Limit)),
            new("used", BudgetText.Amount(finding.Used)),
            new("held", BudgetText.Amount(finding.Held)),
            new("estimate", BudgetText.Amount(finding.Asked)),
            new("resets_at", BudgetText.Instant(finding.ResetsAt)),
        ];
        Add("member", BudgetText.Member(finding));
        Add("meter", finding.Meter ?? "");
        Add("window", budget is null ? "" : BudgetText.Window(budget.Window));
        Add("window_start", finding.WindowStart is null ? "" : BudgetText.Instant(finding.WindowStart));
        return details;

        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                details.Add(new(name, value));
            }
        }
    }

    private static Budget? Named(IReadOnlyList<Budget> budgets, string id) =>
        budgets.FirstOrDefault(budget => budget.Id == id);
}
