using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting;
using TokenLedger.Commands.Outcomes;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Outcomes;

namespace TokenLedger.Commands;

/// <summary>tokenledger outcomes: what business outcomes cost and were worth.</summary>
public static class OutcomesCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data();
        Option<bool> json = CommonOptions.Json();
        Option<string> by = new("--by")
        {
            HelpName = "NAMES",
            Description = $"Group by up to {OutcomesQuery.MostGroupings} more, with commas: {OutcomesQuery.Choices}.",
            DefaultValueFactory = _ => "",
        };
        CountOption limit = new("--limit", "How many rows", OutcomesQuery.DefaultLimit, 1, OutcomesQuery.MostLimit);
        ReportOptions slice = new("30d", compares: true);
        Command command = new("outcomes", "Show what business outcomes cost and were worth.") { by, data, json };
        limit.AddTo(command);
        slice.AddTo(command);
        command.Subcommands.Add(OutcomesRecordCommand.Create());
        command.SetAction(
            async (parsed, cancellation) =>
            {
                IReadOnlyList<Grouping> groupings =
                    OutcomesQuery.ParseBy(parsed.GetRequiredValue(by), out string? problem)
                    ?? throw CostOptions.Misused("--by: " + problem);
                OutcomesQuery query = new() { By = groupings, Limit = limit.Read(parsed) };
                query = slice.Read(parsed, query);
                if (query.Problem is { } wrong)
                {
                    throw CostOptions.Misused(wrong);
                }

                InvocationConfiguration console = parsed.InvocationConfiguration;
                DataFolder folder = DataFolder.Resolve(parsed.GetValue(data));
                using LedgerReports reports = await LedgerReports.OpenAsync(folder, console.Error, cancellation);
                OutcomesReport report = reports.Views.Outcomes(query);
                if (parsed.GetValue(json))
                {
                    OutcomesDocument document = OutcomesDocument.Of(report, reports.Stamp);
                    await console.Output.WriteLineAsync(
                        JsonSerializer.Serialize(document, SessionReportJson.Default.OutcomesDocument)
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

    private static void Write(OutcomesReport report, LedgerStamp stamp, TextWriter output)
    {
        if (report.Rows.Count == 0)
        {
            output.WriteLine(
                "No outcomes in this window. Tell one with 'tokenledger outcomes record'; see docs/outcomes.md."
            );
        }
        else
        {
            Rows(report).WriteTo(output);
            output.WriteLine("A session's cost is shared equally among its outcomes in the window.");
        }

        if (report.Total.Unpriced > 0)
        {
            output.WriteLine(
                $"{Figures.Of(report.Total.Unpriced)} are of sessions with a call without a price: their true cost is higher."
            );
        }

        if (report.RowsLeftOut > 0)
        {
            output.WriteLine(
                $"{Counted.Of(report.RowsLeftOut, "more row is", "more rows are")} in the total; see --limit."
            );
        }

        string? before = report.Before?.Total is { } then
            ? $"{Counted.Of(then.Outcomes, "outcome")}, {Figures.Of(then.Successes)} of them successful, for {Figures.Of(then.Cost)} USD"
            : null;
        ReportOutput.NoteBefore(report.Query, before, output);
        output.WriteLine(Figures.Stamp(report.AsOfEntry, stamp));
    }

    private static Table Rows(OutcomesReport report)
    {
        string[] groups = [.. report.Query.By.Select(by => by.Name.ToUpperInvariant())];
        Table table = new([
            "OUTCOME",
            .. groups,
            ">COUNT",
            ">SUCCEEDED %",
            ">$COST (USD)",
            ">$PER OUTCOME",
            ">$PER SUCCESS",
            ">$VALUE",
            ">VALUE/COST",
        ])
        {
            MostText = Math.Max(16, Terminal.RoomBeside(95) / (groups.Length + 1)),
        };
        foreach (OutcomeRow row in report.Rows)
        {
            table.Add([row.Name, .. row.Keys.Select(key => key ?? "(none)"), .. Cells(row.Figures)]);
        }

        table.Add(["TOTAL", .. groups.Select(_ => ""), .. Cells(report.Total)]);
        return table;
    }

    private static string[] Cells(OutcomeFigures figures) =>
        [
            Figures.Of(figures.Outcomes),
            figures.SuccessPercent?.ToString(CultureInfo.InvariantCulture) ?? "",
            Figures.Of(figures.Cost),
            figures.PerOutcome is { } one ? Figures.Of(one) : "",
            figures.PerSuccess is { } success ? Figures.Of(success) : "",
            Figures.Of(figures.Value),
            figures.ValueRatio?.ToString(CultureInfo.InvariantCulture) ?? "",
        ];
}
