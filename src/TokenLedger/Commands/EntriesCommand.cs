using System.CommandLine;
using TokenLedger.Commands.Output;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands;

/// <summary>tokenledger entries: the audit trail, from the ledger's own bytes.</summary>
public static class EntriesCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data();
        Option<bool> json = new("--json")
        {
            Description = "One JSON object per line: the stored bytes with sequence and leaf_hash.",
        };
        Option<string?> session = new("--session") { HelpName = "ID", Description = "Only this session." };
        Option<string?> trace = new("--trace") { HelpName = "ID", Description = "Only this W3C trace id." };
        Option<string?> call = new("--call") { HelpName = "ID", Description = "Only this call." };
        Option<string?> tenant = new("--tenant") { HelpName = "NAME", Description = "Only this tenant." };
        Option<string?> kind = new("--kind")
        {
            HelpName = "KIND",
            Description = "Only this kind: " + EntryKinds.Choices + ".",
        };
        Option<string?> last = new("--last")
        {
            HelpName = "TIME",
            Description = $"How far back from now: {Duration.Forms}.",
        };
        Option<string?> from = new("--from")
        {
            HelpName = "INSTANT",
            Description = "Recorded at or after this instant (ISO 8601, UTC).",
        };
        Option<string?> to = new("--to") { HelpName = "INSTANT", Description = "Recorded before this instant." };
        Option<int> limit = new("--limit")
        {
            HelpName = "COUNT",
            Description = "Most entries; the newest are shown.",
            DefaultValueFactory = _ => EntryFilter.DefaultLimit,
        };
        Command command = new("entries", "Show the audit trail: the entries as they lie in the ledger.")
        {
            data,
            json,
            session,
            trace,
            call,
            tenant,
            kind,
            last,
            from,
            to,
            limit,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                DateTimeOffset now = TimeProvider.System.GetUtcNow();
                EntryFilter filter = new()
                {
                    Session = parsed.GetValue(session),
                    Trace = parsed.GetValue(trace),
                    Call = CallId(parsed.GetValue(call)),
                    Tenant = parsed.GetValue(tenant),
                    Kind = EntryKinds.Read(parsed.GetValue(kind)),
                    Window =
                        Window.Parse(
                            parsed.GetValue(last),
                            parsed.GetValue(from),
                            parsed.GetValue(to),
                            now,
                            out string? problem
                        ) ?? throw CostOptions.Misused(problem!),
                    Limit = Positive(parsed.GetValue(limit)),
                };
                InvocationConfiguration console = parsed.InvocationConfiguration;
                DataFolder folder = DataFolder.Resolve(parsed.GetValue(data));
                using LedgerReports reports = await LedgerReports.OpenAsync(folder, console.Error, cancellation);
                EntryTrail trail = new(reports, filter);
                trail.Write(parsed.GetValue(json), console.Output, cancellation);
                return 0;
            }
        );
        return command;
    }

    private static Guid? CallId(string? text) =>
        text is null ? null
        : Guid.TryParse(text, out Guid call) ? call
        : throw CostOptions.Misused($"--call: '{text}' is not a call id.");

    private static int Positive(int limit) =>
        limit > 0 ? limit : throw CostOptions.Misused($"--limit: must be 1 or more; it is {limit}.");
}
