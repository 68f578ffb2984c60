using System.Globalization;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Series;

namespace TokenLedger.Commands.Output;

/// <summary>A series for people: a line for each period, or for each group with what it was in each period as bars.</summary>
internal static class SeriesTable
{
    private static readonly string[] s_figures = [">CALLS", ">FAILED", ">TOKENS", ">$COST (USD)", ">ESTIMATED"];
    private static readonly string[] s_before = [">$BEFORE"];

    public static void Write(SeriesReport report, TextWriter output)
    {
        Table table = report.Query.By.Count == 0 ? Periods(report) : Groups(report);
        table.WriteTo(output);
        if (report.Periods.Any(period => period.IsPartial))
        {
            output.WriteLine("* only a part of this period is in the window");
        }

        ReportOutput.NoteCompared(report.Query, output);
        CostFigures total = report.Total.Sum;
        if (total.Unpriced > 0)
        {
            output.WriteLine(
                $"{Counted.Of(total.Unpriced, "call has", "calls have")} a part without a price: the true cost is higher."
            );
        }
    }

    private static Table Periods(SeriesReport report)
    {
        Int128[] costs = [.. report.Total.Points.Select(point => point.Known.Pico)];
        Int128 most = costs.Max();
        Table table = new([report.Query.Per.ToString().ToUpperInvariant(), .. Titles(report), .. Bars("")]);
        for (int i = 0; i < costs.Length; i++)
        {
            string mark = report.Periods[i].IsPartial ? " *" : "";
            table.Add([
                Name(report.Periods[i].Start, report.Query) + mark,
                .. Cells(report.Total.Points[i]),
                .. report.Before is null ? [] : Then(At(report.Before.Total, i)),
                .. Bars(Bar.Of(costs[i], most)),
            ]);
        }

        table.Add(["TOTAL", .. Cells(report.Total.Sum), .. Then(report.Before?.Total.Sum), .. Bars("")]);
        return table;
    }

    private static Table Groups(SeriesReport report)
    {
        string span =
            Name(report.Periods[0].Start, report.Query) + " – " + Name(report.Periods[^1].Start, report.Query);
        Table table = new([.. ReportOutput.Titles(report.Query), .. Titles(report), .. Bars(span)])
        {
            MostText = MostBars,
        };
        for (int i = 0; i < report.Groups.Count; i++)
        {
            Add(ReportOutput.Cells(report.Groups[i].Keys), report.Groups[i], report.Before?.Groups[i]);
        }

        string[] total = ReportOutput.TotalCells(report.Query);
        if (report.Other is { } other)
        {
            string name = $"({Counted.Of(report.GroupsInOther, "other")})";
            Add([name, .. total[1..]], other, report.Before?.Other);
        }
        else if (report.Before?.Other is { Sum: var gone } && gone != CostFigures.None)
        {
            GroupSeries nothing = new([], [.. report.Periods.Select(_ => CostFigures.None)]);
            Add(["(only before)", .. total[1..]], nothing, report.Before.Other);
        }

        Add(total, report.Total, report.Before?.Total);
        return table;

        void Add(string[] name, GroupSeries series, GroupSeries? before) =>
            table.Add([.. name, .. Cells(series.Sum), .. Then(before?.Sum), .. Bars(Trend(series))]);
    }

    /// <summary>The figures of a period; nothing where the time before had one less.</summary>
    private static CostFigures At(GroupSeries series, int i) =>
        i < series.Points.Count ? series.Points[i] : CostFigures.None;

    private static string[] Titles(SeriesReport report) =>
        report.Before is null ? s_figures : [.. s_figures, .. s_before];

    /// <summary>The cost of the time before; no cell when nothing is compared.</summary>
    private static string[] Then(CostFigures? figures) =>
        figures is null ? [] : [SixDecimals.Format(SixDecimals.Round([figures.Known]).Total)];

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
