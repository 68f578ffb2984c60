using System.CommandLine;
using TokenLedger.Accounting;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Commands;

/// <summary>tokenledger agents: what agents cost alone, and with those they started.</summary>
public static class AgentsCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ReportOutput output = ReportOutput.Create();
        CountOption limit = new("--limit", "How many agents", AgentsQuery.DefaultLimit, 1, AgentsQuery.MostLimit);
        ReportOptions slice = new("24h", compares: true);
        Command command = new("agents", "Show what agents cost, alone and with those they started.")
        {
            output.Data,
            output.Json,
        };
        limit.AddTo(command);
        slice.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
            {
                AgentsQuery query = slice.Read(parsed, new AgentsQuery { Limit = limit.Read(parsed) });
                return output.WriteAsync(
                    parsed,
                    views => views.Agents(query),
                    AgentsDocument.Of,
                    SessionReportJson.Default.AgentsDocument,
                    Write,
                    cancellation
                );
            }
        );
        return ShownInCurrency.On(command);
    }

    private static void Write(AgentsReport report, TextWriter output)
    {
        if (report.Rows.Count == 0)
        {
            output.WriteLine("No calls in this window; look further back with --last 7d, or drop a condition.");
        }
        else
        {
            Rows(report).WriteTo(output);
            if (report.RowsLeftOut > 0)
            {
                output.WriteLine($"{Counted.Of(report.RowsLeftOut, "more is", "more are")} in the total; see --limit.");
            }

            if (report.Tree.Any(place => place.Depth > 0))
            {
                output.WriteLine();
                Places(report).WriteTo(output);
            }
        }

        ReportOutput.NoteBefore(report.Query, ReportOutput.InWords(report.Before?.Total), output);
    }

    private static Table Rows(AgentsReport report)
    {
        Table table = new(
            "AGENT",
            "TENANT",
            ">CALLS",
            ">FAILED",
            ">$OWN COST (USD)",
            ">$WITH ALL STARTED",
            ">SESSIONS",
            ">$PER SESSION"
        )
        {
            MostText = Math.Max(16, Terminal.RoomBeside(90) / 2),
        };
        foreach (AgentSummary row in report.Rows)
        {
            table.Add(
                row.Agent ?? "(none)",
                row.Tenant ?? "",
                Figures.Of(row.Exclusive.Costs.Calls),
                Figures.Of(row.Exclusive.Failed),
                Figures.Of(row.Exclusive.Costs.Known),
                Figures.Of(row.Inclusive.Costs.Known),
                Figures.Of(row.Sessions),
                row.PerSession is { } cost ? Figures.Of(cost) : ""
            );
        }

        table.Add(
            "TOTAL",
            "",
            Figures.Of(report.Total.Costs.Calls),
            Figures.Of(report.Total.Failed),
            Figures.Of(report.Total.Costs.Known),
            "",
            "",
            ""
        );
        return table;
    }

    private static Table Places(AgentsReport report)
    {
        Table table = new("WHO STARTED WHOM", ">SESSIONS", ">$OWN COST (USD)", ">$WITH ALL BELOW")
        {
            MostText = Terminal.RoomBeside(60),
        };
        string[] names = Tree.Lines([.. report.Tree.Select(place => (place.Depth, place.Agent ?? "(none)"))]);
        for (int i = 0; i < names.Length; i++)
        {
            AgentPlace place = report.Tree[i];
            table.Add(
                names[i],
                Figures.Of(place.Sessions),
                Figures.Of(place.Exclusive.Costs.Known),
                Figures.Of(place.Inclusive.Costs.Known)
            );
        }

        return table;
    }
}
