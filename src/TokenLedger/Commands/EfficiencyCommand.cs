using System.CommandLine;
using System.Globalization;
using TokenLedger.Accounting;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Efficiency;

namespace TokenLedger.Commands;

/// <summary>tokenledger efficiency: what was got for the tokens.</summary>
public static class EfficiencyCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ReportOutput report = ReportOutput.Create();
        GroupOptions options = new("7d", EfficiencyQuery.DefaultGroups, Grouping.Model.Name);
        Command command = new("efficiency", "Show cache hits and savings, full contexts, reasoning and cost per call.")
        {
            report.Data,
            report.Json,
        };
        options.AddTo(command, compares: true);
        command.SetAction(
            (parsed, cancellation) =>
            {
                EfficiencyQuery query = options.Read(parsed, new EfficiencyQuery(), TimeProvider.System.GetUtcNow());
                return report.WriteAsync(
                    parsed,
                    views => views.Efficiency(query),
                    EfficiencyDocument.Of,
                    ReportJson.Default.EfficiencyDocument,
                    Write,
                    cancellation
                );
            }
        );
        return ShownInCurrency.On(command);
    }

    private static void Write(EfficiencyReport report, TextWriter output)
    {
        string[] titles =
        [
            ">CALLS",
            ">CACHED",
            ">$SAVED (USD)",
            ">CONTEXT",
            ">> 80 %",
            ">REASONED",
            ">OUT/IN",
            ">TOK/CALL",
            ">$USD/CALL",
            ">$USD/1K OUT",
        ];
        Table table = Grouped(report, titles, Cells);
        table.WriteTo(output);
        ReportOutput.NoteCompared(report.Query, output);
        ReportOutput.NoteLeftOut(report.RowsLeftOut, output);
        if (report.Total.Unpriced > 0)
        {
            output.WriteLine(
                $"{Counted.Of(report.Total.Unpriced, "call has", "calls have")} a part without a price: what a call cost is more."
            );
        }

        WritePrompts(report, output);
    }

    /// <summary>A table of its own, so that neither is wider than a terminal.</summary>
    private static void WritePrompts(EfficiencyReport report, TextWriter output)
    {
        if (report.Total.Prompt.Total == 0)
        {
            output.WriteLine("Who said how much of the prompts is not known: no call in this time tells it.");
            return;
        }

        string[] titles = [">PROMPT TOKENS", ">OF ALL", ">SYSTEM", ">USERS", ">ANSWERS", ">TOOLS"];
        Table table = Grouped(report, titles, PromptCells);
        output.WriteLine();
        output.WriteLine("Who said how much of the prompts, estimated by bytes, where it is known:");
        table.WriteTo(output);
    }

    private static Table Grouped(
        EfficiencyReport report,
        IEnumerable<string> titles,
        Func<EfficiencyFigures, string[]> cells
    ) => ReportOutput.Grouped(report.Query, report, titles, cells);

    private static string[] PromptCells(EfficiencyFigures figures) =>
        [
            ReportOutput.Number(figures.Prompt.Total),
            ReportOutput.Percent(figures.PromptCoverage),
            ReportOutput.Percent(figures.PromptShareOf(figures.Prompt.System)),
            ReportOutput.Percent(figures.PromptShareOf(figures.Prompt.User)),
            ReportOutput.Percent(figures.PromptShareOf(figures.Prompt.Model)),
            ReportOutput.Percent(figures.PromptShareOf(figures.Prompt.Tool)),
        ];

    private static string[] Cells(EfficiencyFigures figures) =>
        [
            ReportOutput.Number(figures.Calls),
            ReportOutput.Percent(figures.CacheHitRate),
            SixDecimals.Format(SixDecimals.Round([figures.Saved]).Total),
            ReportOutput.Percent(figures.Context.MeanShare),
            ReportOutput.Percent(Share.Of(figures.Context.Above80, figures.Context.Calls)),
            ReportOutput.Percent(figures.ReasoningShare),
            figures.OutputPerInput.ToString("0.00", CultureInfo.InvariantCulture),
            figures.TokensPerCall.ToString("N0", CultureInfo.InvariantCulture),
            SixDecimals.Format(SixDecimals.Round([figures.CostPerCall]).Total),
            SixDecimals.Format(SixDecimals.Round([figures.CostPer1000Output]).Total),
        ];
}
