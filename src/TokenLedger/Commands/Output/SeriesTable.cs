using System.Globalization;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Series;

namespace TokenLedger.Commands.Output;

/// <summary>A series for people: a line for each period, or for each group with what it was in each period as bars.</summary>
internal static class SeriesTable
{
    private static readonly string[] s_figures = [">CALLS", ">FAILED", ">TOKENS", ">COST (USD)", ">ESTIMATED"];

    public static void Write(SeriesReport report, TextWriter output)
    {
        Table table = report.Query.By.Count == 0 ? Periods(report) : Groups(report);
        table.WriteTo(output);
        if (report.Periods.Any(period => period.IsPartial))
        {
            output.WriteLine("* only a part of this period is in the window");
        }

        CostFigures total = report.Total.Sum;
        if (total.Unpriced > 0)
        {
            output.WriteLine(
                $"{ReportOutput.Number(total.Unpriced)} calls have a part without a price: the true cost is higher."
            );
        }
    }

    private static Table Periods(SeriesReport report)
    {
        Int128[] costs = [.. report.Total.Points.Select(point => point.Known.Pico)];
        Int128 most = costs.Max();
        Table table = new([report.Query.Per.ToString().ToUpperInvariant(), .. s_figures, .. Bars("")]);
        for (int i = 0; i < costs.Length; i++)
        {
            string mark = report.Periods[i].IsPartial ? " *" : "";
            table.Add([
                Name(report.Periods[i].Start, report.Query) + mark,
                .. Cells(report.Total.Points[i]),
                .. Bars(Bar.Of(costs[i], most)),
            ]);
        }

        table.Add(["TOTAL", .. Cells(report.Total.Sum), .. Bars("")]);
        return table;
    }

    private static Table Groups(SeriesReport report)
    {
        string span =
            Name(report.Periods[0].Start, report.Query) + " – " + Name(report.Periods[^1].Start, report.Query);
        Table table = new([.. ReportOutput.Titles(report.Query), .. s_figures, .. Bars(span)]) { MostText = MostBars };
        foreach (GroupSeries group in report.Groups)
        {
            table.Add([.. ReportOutput.Cells(group.Keys), .. Cells(group.Sum), .. Bars(Trend(group))]);
        }

        if (report.Other is { } other)
        {
            string[] name = [.. ReportOutput.TotalCells(report.Query)];
            name[0] = $"({ReportOutput.Number(report.GroupsInOther)} others)";
            table.Add([.. name, .. Cells(other.Sum), .. Bars(Trend(other))]);
        }

        table.Add([.. ReportOutput.TotalCells(report.Query), .. Cells(report.Total.Sum), .. Bars(Trend(report.Total))]);
        return table;
    }

    /// <summary>Bars at most in a line; of more periods the last are shown.</summary>
    private const int MostBars = 60;

    private static string Trend(GroupSeries series) =>
        Sparkline.Of([.. series.Points.TakeLast(MostBars).Select(point => point.Known.Pico)]);

    /// <summary>A cell for the eye; none where no terminal reads it.</summary>
    private static string[] Bars(string cell) => Terminal.IsReading ? [cell] : [];

    private static string[] Cells(CostFigures figures) =>
        [
            ReportOutput.Number(figures.Calls),
            ReportOutput.Number(figures.Failed),
            ReportOutput.Number(figures.Tokens.Total),
            SixDecimals.Format(SixDecimals.Round([figures.Known]).Total),
            SixDecimals.Format(SixDecimals.Round([figures.Estimated]).Total),
        ];

    private static string Name(DateTimeOffset start, SeriesQuery query)
    {
        string form = query.Per switch
        {
            CalendarPeriod.Minute or CalendarPeriod.Hour => "yyyy-MM-dd HH:mm",
            CalendarPeriod.Month => "yyyy-MM",
            CalendarPeriod.Year => "yyyy",
            _ => "yyyy-MM-dd",
        };
        return TimeZoneInfo.ConvertTime(start, query.Zone).ToString(form, CultureInfo.InvariantCulture);
    }
}
