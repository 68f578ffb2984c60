using System.CommandLine;
using System.Text.Json;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Commands.Sessions;

/// <summary>tokenledger sessions show: one session's agents as a tree, its steps and its calls.</summary>
internal static class SessionsShowCommand
{
    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data();
        Option<bool> json = CommonOptions.Json();
        Argument<string> id = new("ID") { Description = "Which." };
        CountOption limit = new("--limit", "How many calls", SessionQuery.DefaultLimit, 1, SessionQuery.MostLimit);
        CountOption skip = new("--skip", "Calls skipped before the first shown", 0, 0, 1_000_000);
        ReportOptions slice = new(null);
        Command command = new("show", "Show one session: its agents as a tree, its steps and its calls.")
        {
            id,
            data,
            json,
        };
        limit.AddTo(command);
        skip.AddTo(command);
        slice.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                SessionQuery query = new()
                {
                    Session = parsed.GetRequiredValue(id),
                    Skip = skip.Read(parsed),
                    Limit = limit.Read(parsed),
                };
                query = slice.Read(parsed, query);
                InvocationConfiguration console = parsed.InvocationConfiguration;
                DataFolder folder = DataFolder.Resolve(parsed.GetValue(data));
                using LedgerReports reports = await LedgerReports.OpenAsync(folder, console.Error, cancellation);
                ReaderSource ledger = new(reports.Reader);
                SessionAnswer answer = await reports.Views.SessionAsync(query, ledger, cancellation);
                SessionReport report = answer.Report ?? throw NoReport(query.Session, answer.Tenants);
                if (parsed.GetValue(json))
                {
                    SessionDocument document = SessionDocument.Of(report, reports.Stamp);
                    await console.Output.WriteLineAsync(
                        JsonSerializer.Serialize(document, SessionReportJson.Default.SessionDocument)
                    );
                }
                else
                {
                    SessionText.Write(report, reports.Stamp, console.Output);
                }

                return 0;
            }
        );
        return ShownInCurrency.On(command);
    }

    private static CommandFailedException NoReport(string session, IReadOnlyList<string?> tenants) =>
        tenants.Count == 0
            ? new($"The ledger has no calls of a session \"{session}\" here; 'tokenledger sessions report' lists them.")
            : new(
                $"Several tenants have a session \"{session}\": "
                    + string.Join(", ", tenants.Select(tenant => tenant ?? Filter.None))
                    + ". Say which with --tenant, or with --where \"tenant=(none)\".",
                ExitCode.Misused
            );
}
