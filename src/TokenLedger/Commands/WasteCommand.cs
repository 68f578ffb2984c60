using System.CommandLine;
using System.Text.Json;
using TokenLedger.Accounting;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Waste;

namespace TokenLedger.Commands;

/// <summary>tokenledger waste: money that bought nothing, or nothing new.</summary>
public static class WasteCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data();
        Option<bool> json = CommonOptions.Json();
        Option<string> by = new("--by")
        {
            HelpName = "NAME",
            Description = $"What groups are: {Grouping.Choices}.",
            DefaultValueFactory = _ => "agent",
        };
        Option<string> kept = new("--kept-for")
        {
            HelpName = "TIME",
            Description = "How long a cache of answers would keep one, 1s to 1d.",
            DefaultValueFactory = _ => "1h",
        };
        CountOption limit = new("--limit", "Groups and examples", WasteQuery.DefaultLimit, 1, WasteQuery.MostLimit);
        ReportOptions slice = new("7d", compares: true);
        Command command = new("waste", "Show money that bought nothing, or nothing new.") { by, kept, data, json };
        limit.AddTo(command);
        slice.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                WasteQuery query = new()
                {
                    By = GroupingOf(parsed.GetRequiredValue(by)),
                    KeptFor = LengthOf(parsed.GetRequiredValue(kept)),
                    Limit = limit.Read(parsed),
                };
                query = slice.Read(parsed, query);
                InvocationConfiguration console = parsed.InvocationConfiguration;
                DataFolder folder = DataFolder.Resolve(parsed.GetValue(data));
                using LedgerReports reports = await LedgerReports.OpenAsync(folder, console.Error, cancellation);
                ReaderSource ledger = new(reports.Reader);
                WasteReport report = await reports.Views.WasteAsync(query, ledger, cancellation);
                if (parsed.GetValue(json))
                {
                    WasteDocument document = WasteDocument.Of(report, reports.Stamp);
                    await console.Output.WriteLineAsync(
                        JsonSerializer.Serialize(document, SessionReportJson.Default.WasteDocument)
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

    private static Grouping GroupingOf(string name) =>
        Grouping.Find(name)
        ?? throw CostOptions.Misused($"--by: there is no '{name}'. Choose from {Grouping.Choices}.");

    private static TimeSpan LengthOf(string text) =>
        Duration.TryParse(text, out TimeSpan length) && length >= WasteQuery.LeastKept && length <= WasteQuery.MostKept
            ? length
            : throw CostOptions.Misused($"--kept-for: must be 1s to 1d, such as 90m; it is '{text}'.");

    private static void Write(WasteReport report, LedgerStamp stamp, TextWriter output)
    {
        Table table = new("WASTE", ">CALLS", ">$COST (USD)", "MOST OF IT") { MostText = Terminal.RoomBeside(45) };
        foreach (WasteFinding finding in report.Findings)
        {
            table.Add(
                WasteWords.NameOf(finding.Kind),
                Figures.Of(finding.Sum.Calls),
                Figures.Of(finding.Sum.Cost),
                GroupsOf(finding)
            );
        }

        table.WriteTo(output);
        output.WriteLine(
            $"The first four share no call: {Figures.Of(report.Wasted.Cost)} of {Figures.Of(report.Spent)} USD spent."
        );
        Missed(report.Findings[(int)WasteKind.MissedCaching].Missed, output);
        string? before = report.Before is { } then
            ? $"{Figures.Of(then.Wasted.Cost)} of {Figures.Of(then.Spent)} USD spent, in {Counted.Of(then.Wasted.Calls, "call")}"
            : null;
        ReportOutput.NoteBefore(report.Query, before, output);
        foreach (WasteFinding finding in report.Findings.Where(finding => finding.Examples.Count > 0))
        {
            output.WriteLine();
            output.WriteLine($"{WasteWords.NameOf(finding.Kind)}: {WasteWords.RuleOf(finding.Kind)}");
            CallTable.Of([.. finding.Examples.Select(example => example.Call)], report.Query.Zone).WriteTo(output);
        }

        if (report.IsIncomplete)
        {
            output.WriteLine("More requests were in force at once than are remembered: these figures are too low.");
        }

        output.WriteLine(Figures.Stamp(report.AsOfEntry, stamp));
    }

    private static string GroupsOf(WasteFinding finding) =>
        string.Join(", ", finding.Groups.Select(group => $"{group.Key ?? "(none)"} {Figures.Of(group.Sum.Cost)}"))
        + (finding.GroupsLeftOut > 0 ? $" and {finding.GroupsLeftOut} more" : "");

    private static void Missed(MissedSaving? missed, TextWriter output)
    {
        if (missed is { Tokens: > 0 })
        {
            string unknown = missed.Unknown > 0 ? $"; of {Counted.Of(missed.Unknown, "call")} no entry tells it" : "";
            output.WriteLine(
                $"Caching prompts could have read at most {Counted.Of(missed.Tokens, "token")} and saved at most "
                    + $"{Figures.Of(missed.Most)} USD{unknown}."
            );
        }
    }
}
