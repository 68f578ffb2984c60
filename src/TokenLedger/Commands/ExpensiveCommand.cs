using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting;
using TokenLedger.Commands.Output;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Calls;

namespace TokenLedger.Commands;

/// <summary>tokenledger expensive: the calls that cost most.</summary>
public static class ExpensiveCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data();
        Option<bool> json = CommonOptions.Json();
        CountOption limit = new("--limit", "How many calls", ExpensiveQuery.DefaultLimit, 1, ExpensiveQuery.MostLimit);
        ReportOptions slice = new("7d", compares: true);
        Command command = new("expensive", "Show the calls that cost most.") { data, json };
        limit.AddTo(command);
        slice.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                ExpensiveQuery query = slice.Read(parsed, new ExpensiveQuery { Limit = limit.Read(parsed) });
                InvocationConfiguration console = parsed.InvocationConfiguration;
                DataFolder folder = DataFolder.Resolve(parsed.GetValue(data));
                using LedgerReports reports = await LedgerReports.OpenAsync(folder, console.Error, cancellation);
                ReaderSource ledger = new(reports.Reader);
                ExpensiveReport report = await reports.Views.ExpensiveAsync(query, ledger, cancellation);
                if (parsed.GetValue(json))
                {
                    ExpensiveDocument document = ExpensiveDocument.Of(report, reports.Stamp);
                    await console.Output.WriteLineAsync(
                        JsonSerializer.Serialize(document, SessionReportJson.Default.ExpensiveDocument)
                    );
                }
                else
                {
                    Write(report, reports.Stamp, console.Output);
                }

                return 0;
            }
        );
        return ShownInCurrency.On(command);
    }

    private static void Write(ExpensiveReport report, LedgerStamp stamp, TextWriter output)
    {
        if (report.Calls.Count == 0)
        {
            output.WriteLine("No call in this window cost anything; look further back with --last 30d.");
        }
        else
        {
            CallTable.Of(report.Calls, report.Query.Zone).WriteTo(output);
        }

        if (report.TiesLeftOut > 0)
        {
            output.WriteLine(
                $"{Counted.Of(report.TiesLeftOut, "more call costs", "more calls cost")} exactly as much as the last; see --limit."
            );
        }

        if (report is { Before: { } before, Query.Before: { From: { } from, To: { } to } })
        {
            output.WriteLine();
            output.WriteLine(
                $"Before, {Figures.Of(from)} to {Figures.Of(to)} UTC:{(before.Calls.Count == 0 ? " none." : "")}"
            );
            if (before.Calls.Count > 0)
            {
                CallTable.Of(before.Calls, report.Query.Zone).WriteTo(output);
            }
        }

        output.WriteLine(Figures.Stamp(report.AsOfEntry, stamp));
    }
}

/// <summary>Calls for people, each with its entry.</summary>
internal static class CallTable
{
    public static Table Of(IReadOnlyList<LedgerCall> calls, TimeZoneInfo zone)
    {
        Table table = new(
            ">$COST (USD)",
            $"BEGAN ({zone.Id})",
            "MODEL",
            "AGENT",
            "SESSION",
            "OUTCOME",
            ">TOKENS",
            ">ENTRY",
            "CALL"
        )
        {
            MostText = Math.Max(36, Terminal.RoomBeside(110) / 3),
        };
        foreach (LedgerCall call in calls)
        {
            Entry entry = call.Entry;
            table.Add(
                Figures.Of(call.Known),
                Figures.Of(entry.OccurredAt, zone),
                entry.ModelServed ?? entry.ModelRequested ?? "",
                entry.Attribution.Agent ?? "",
                entry.Attribution.Session ?? "",
                entry.Outcome ?? call.Status,
                Figures.Of(call.PromptTokens + call.AnswerTokens),
                call.Sequence.ToString(CultureInfo.InvariantCulture),
                entry.Call?.ToString() ?? ""
            );
        }

        return table;
    }
}
