using System.Globalization;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Policies;
using TokenLedger.Commands.Output;
using TokenLedger.Gateway.Policies.Replay;

namespace TokenLedger.Commands.Policies;

/// <summary>What a replay came to, for people. Amounts are exact.</summary>
internal static class ReplayTable
{
    public static void Write(PolicyReplay replay, TextWriter output)
    {
        Table table = new(
            "POLICY",
            "WOULD",
            ">CALLS",
            ">THEIR COST (USD)",
            ">SAVED (USD)",
            ">NOT TOLD",
            "NOT RECORDED"
        );
        foreach (RuleReplay rule in replay.Rules)
        {
            table.Add(
                rule.Rule.Id,
                Verb(rule.Rule),
                Number(rule.Calls),
                rule.Cost.ToString(),
                rule.Saved.ToString(),
                Number(rule.Untold),
                string.Join(", ", rule.Unrecorded)
            );
        }

        table.WriteTo(output);
        output.WriteLine(
            $"{Counted.Of(replay.Calls, "call")} for {replay.Cost} USD; {Number(replay.Refused)} of them refused, which saves "
                + $"{replay.SavedByRefusing} USD, each counted once."
        );
        if (replay.Rules.Any(rule => rule.Unrecorded.Count > 0))
        {
            output.WriteLine("What the ledger does not record was absent, so those rules may have spoken otherwise.");
        }
    }

    private static string Verb(PolicyRule rule) =>
        rule.Action switch
        {
            PolicyAction.Deny => "refuse",
            PolicyAction.RequireApproval => "refuse without approval",
            PolicyAction.SetModel => $"ask {rule.Model}",
            PolicyAction.CapOutput => $"allow {Number(rule.MaxOutputTokens!.Value)} output tokens",
            PolicyAction.Ask => "ask the decision point",
            _ => PolicyActions.WordOf(rule.Action),
        };

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
