using System.CommandLine;
using TokenLedger.Accounting;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Commands.Sessions;

/// <summary>tokenledger sessions report: what the ledger knows of sessions, whether a gateway runs or not.</summary>
internal static class SessionsReportCommand
{
    public static Command Create()
    {
        ReportOutput output = ReportOutput.Create();
        Option<SessionOrder> order = new("--order")
        {
            Description = "What comes first: the dearest, the latest, or those with the most calls.",
        };
        CountOption limit = new("--limit", "How many sessions", SessionsQuery.DefaultLimit, 1, SessionsQuery.MostLimit);
        ReportOptions slice = new("24h", compares: true);
        Command command = new("report", "Show what the ledger knows of sessions, those that ended too.")
        {
            order,
            output.Data,
            output.Json,
        };
        limit.AddTo(command);
        slice.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
            {
                SessionsQuery query = new() { Order = parsed.GetValue(order), Limit = limit.Read(parsed) };
                query = slice.Read(parsed, query);
                return output.WriteAsync(
                    parsed,
                    views => views.Sessions(query),
                    SessionsDocument.Of,
                    SessionReportJson.Default.SessionsDocument,
                    Write,
                    cancellation
                );
            }
        );
        return ShownInCurrency.On(command);
    }

    private static void Write(SessionsReport report, TextWriter output)
    {
        if (report.Rows.Count == 0)
        {
            output.WriteLine("No sessions in this window; look further back with --last 7d, or drop a condition.");
        }
        else
        {
            Rows(report).WriteTo(output);
        }

        if (report.Sessions > report.Rows.Count)
        {
            output.WriteLine(
                $"{Counted.Of(report.Sessions - report.Rows.Count, "more is", "more are")} in the total; see --limit."
            );
        }

        CallsWithoutSession(report, output);
        ReportOutput.NoteBefore(report.Query, ReportOutput.InWords(report.Before?.Total), output);
    }

    private static Table Rows(SessionsReport report)
    {
        Table table = new(
            "SESSION",
            "TENANT",
            "AGENTS",
            ">CALLS",
            ">FAILED",
            ">REFUSED",
            ">TOKENS",
            ">$COST (USD)",
            $"FIRST CALL ({report.Query.Zone.Id})",
            ">TOOK"
        )
        {
            MostText = Math.Max(16, Terminal.RoomBeside(100) / 3),
        };
        foreach (SessionSummary row in report.Rows)
        {
            table.Add(
                row.Session,
                row.Tenant ?? "",
                AgentsOf(row),
                Figures.Of(row.Figures.Costs.Calls),
                Figures.Of(row.Figures.Failed),
                Figures.Of(row.Figures.Costs.Rejected),
                Figures.Of(row.Figures.Tokens),
                Figures.Of(row.Figures.Costs.Known),
                Figures.Of(row.Figures.FirstAt, report.Query.Zone),
                Figures.Of(row.Duration)
            );
        }

        SessionFigures total = report.Total;
        table.Add(
            $"TOTAL ({Figures.Of(report.Sessions)})",
            "",
            "",
            Figures.Of(total.Costs.Calls),
            Figures.Of(total.Failed),
            Figures.Of(total.Costs.Rejected),
            Figures.Of(total.Tokens),
            Figures.Of(total.Costs.Known),
            "",
            ""
        );
        return table;
    }

    private static string AgentsOf(SessionSummary row)
    {
        string named = string.Join(", ", row.Agents);
        return row.AgentCount > row.Agents.Count ? $"{named} and {row.AgentCount - row.Agents.Count} more" : named;
    }

    private static void CallsWithoutSession(SessionsReport report, TextWriter output)
    {
        if (report.WithoutSession.Costs.Calls > 0)
        {
            output.WriteLine(
                $"{Counted.Of(report.WithoutSession.Costs.Calls, "call")} of {Figures.Of(report.WithoutSession.Costs.Known)} "
                    + $"USD {(report.WithoutSession.Costs.Calls == 1 ? "names" : "name")} no session; not in the figures above."
            );
        }
    }
}
