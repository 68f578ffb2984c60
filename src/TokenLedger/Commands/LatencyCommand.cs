using System.CommandLine;
using TokenLedger.Accounting;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Latency;

namespace TokenLedger.Commands;

/// <summary>tokenledger latency: how long calls took.</summary>
public static class LatencyCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ReportOutput report = ReportOutput.Create();
        GroupOptions options = new("24h", LatencyQuery.DefaultGroups, Grouping.Model.Name);
        Command command = new("latency", "Show how long calls took, and how long until their first byte.")
        {
            report.Data,
            report.Json,
        };
        options.AddTo(command, compares: true);
        command.SetAction(
            (parsed, cancellation) =>
            {
                LatencyQuery query = options.Read(parsed, new LatencyQuery(), TimeProvider.System.GetUtcNow());
                return report.WriteAsync(
                    parsed,
                    views => views.Latency(query),
                    LatencyDocument.Of,
                    ReportJson.Default.LatencyDocument,
                    Write,
                    cancellation
                );
            }
        );
        return command;
    }

    private static void Write(LatencyReport report, TextWriter output)
    {
        Table table = ReportOutput.Grouped(
            report.Query,
            report,
            [">CALLS", ">P50 MS", ">P90", ">P95", ">P99", ">MAX", ">FIRST BYTE P50", ">P95", ">P99"],
            Cells
        );
        table.WriteTo(output);
        ReportOutput.NoteCompared(report.Query, output);
        ReportOutput.NoteLeftOut(report.RowsLeftOut, output);
        WriteHistogram(report.Total.Answer, output);
        output.WriteLine(
            $"{ReportOutput.Number(report.Total.Answer.Calls)} of {Counted.Of(report.Total.Calls, "call says", "calls say")} how "
                + "long they took. A percentile is the time at place ⌈p/100 × n⌉ of all of them in order."
        );
    }

    private static string[] Cells(LatencyFigures figures) =>
        [
            .. (
                (long[])
                    [
                        figures.Calls,
                        figures.Answer.P50,
                        figures.Answer.P90,
                        figures.Answer.P95,
                        figures.Answer.P99,
                        figures.Answer.Max,
                        figures.FirstByte.P50,
                        figures.FirstByte.P95,
                        figures.FirstByte.P99,
                    ]
            ).Select(ReportOutput.Number),
        ];

    private static void WriteHistogram(Timing timing, TextWriter output)
    {
        if (!Terminal.IsReading || timing.Calls == 0)
        {
            return;
        }

        string bars = Sparkline.Of([.. timing.Histogram.Select(calls => (Int128)calls)]);
        string to = ReportOutput.Number(Timing.Bands[^1]);
        output.WriteLine($"{Timing.Bands[0]} ms {bars} over {to} ms");
    }
}
