using System.CommandLine;
using TokenLedger.Commands.Output;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands;

/// <summary><c>tokenledger audit</c>: who changed what, from what to what, as the ledger has it.</summary>
public static class AuditCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data();
        Option<bool> json = new("--json")
        {
            Description = "One JSON object per line: the stored bytes with sequence and leaf_hash.",
        };
        Option<bool> changes = new("--changes") { Description = "Each change with what was before and what is now." };
        Option<string?> last = new("--last")
        {
            HelpName = "TIME",
            Description = $"How far back from now: {Duration.Forms}.",
        };
        Option<int> limit = new("--limit")
        {
            HelpName = "COUNT",
            Description = "Most changes; the newest are shown.",
            DefaultValueFactory = _ => EntryFilter.DefaultLimit,
        };
        Command command = new("audit", "Show the record of changes: budgets, keys, policies, rates, kills and starts.")
        {
            data,
            json,
            changes,
            last,
            limit,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                EntryFilter filter = new()
                {
                    Kind = EntryKind.Admin,
                    Window =
                        Window.Parse(
                            parsed.GetValue(last),
                            null,
                            null,
                            TimeProvider.System.GetUtcNow(),
                            out string? problem
                        ) ?? throw CostOptions.Misused(problem!),
                    Limit = parsed.GetValue(limit) is var most and > 0
                        ? most
                        : throw CostOptions.Misused($"--limit: must be 1 or more; it is {parsed.GetValue(limit)}."),
                };
                InvocationConfiguration console = parsed.InvocationConfiguration;
                using LedgerReports reports = await LedgerReports.OpenAsync(
                    DataFolder.Resolve(parsed.GetValue(data)),
                    console.Error,
                    cancellation
                );
                EntryTrail trail = new(reports, filter);
                trail.WriteChanges(parsed.GetValue(json), parsed.GetValue(changes), console.Output, cancellation);
                return 0;
            }
        );
        return command;
    }
}
