using System.CommandLine;
using TokenLedger.Accounting;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Coverage;

namespace TokenLedger.Commands;

/// <summary>tokenledger coverage: what reports do not know for sure.</summary>
public static class CoverageCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ReportOutput report = ReportOutput.Create();
        Option<string?> expect = new("--expect")
        {
            HelpName = "NAMES",
            Description =
                "What calls should say of themselves, with commas, such as feature,tag:team. Default "
                + string.Join(",", CoverageQuery.DefaultExpected.Select(part => part.Name))
                + ".",
        };
        GroupOptions options = new(
            "30d",
            CoverageQuery.DefaultGroups,
            "model for prices and estimates, key for the rest"
        );
        Command command = new(
            "coverage",
            "Show what is unpriced, estimated, counted or untagged, and what to do about it."
        )
        {
            expect,
            report.Data,
            report.Json,
        };
        options.AddTo(command, compares: true);
        command.SetAction(
            (parsed, cancellation) =>
            {
                CoverageQuery question = new() { Expected = Expected(parsed.GetValue(expect)) };
                CoverageQuery query = options.Read(parsed, question, TimeProvider.System.GetUtcNow());
                return report.WriteAsync(
                    parsed,
                    views => views.Coverage(query),
                    CoverageDocument.Of,
                    ReportJson.Default.CoverageDocument,
                    Write,
                    cancellation
                );
            }
        );
        return ShownInCurrency.On(command);
    }

    private static IReadOnlyList<Grouping> Expected(string? text)
    {
        string? problem = null;
        return text is null
            ? CoverageQuery.DefaultExpected
            : CoverageQuery.ParseExpected(text, out problem) ?? throw CostOptions.Misused("--expect: " + problem);
    }

    private static void Write(CoverageReport report, TextWriter output)
    {
        Table table = new("GAP", ">CALLS", ">OF CALLS", ">$COST (USD)", ">OF COST");
        foreach (CoverageGap gap in report.Gaps)
        {
            table.Add(
                gap.Name,
                ReportOutput.Number(gap.Calls),
                ReportOutput.Percent(gap.ShareOfCalls),
                SixDecimals.Format(SixDecimals.Round([gap.Cost]).Total),
                ReportOutput.Percent(gap.ShareOfCost)
            );
        }

        table.WriteTo(output);
        foreach (CoverageGap gap in report.Gaps.Where(gap => gap.Groups.Count > 0))
        {
            WriteWorst(gap, output);
        }

        output.WriteLine($"\n{Counted.Of(report.Calls, "call")}, {report.Known} USD");
        if (report.Before is { } before)
        {
            IEnumerable<string> gaps = before
                .Gaps.Where(gap => gap.Calls > 0)
                .Select(gap => $"{gap.Name} {ReportOutput.Percent(gap.ShareOfCalls)}");
            output.WriteLine(
                $"before: {Counted.Of(before.Calls, "call")}, {before.Known} USD; of the calls {string.Join(", ", gaps)}"
            );
        }
    }

    private static void WriteWorst(CoverageGap gap, TextWriter output)
    {
        Table table = new([.. gap.By.Select(by => by.Name.ToUpperInvariant()), ">CALLS", ">$COST (USD)"]);
        foreach (CoverageGroup group in gap.Groups)
        {
            table.Add([
                .. ReportOutput.Cells(group.Keys),
                ReportOutput.Number(group.Calls),
                SixDecimals.Format(SixDecimals.Round([group.Cost]).Total),
            ]);
        }

        output.WriteLine();
        output.WriteLine($"{gap.Name}: {gap.Advice}");
        table.WriteTo(output);
        ReportOutput.NoteLeftOut(gap.GroupsLeftOut, output);
    }
}
