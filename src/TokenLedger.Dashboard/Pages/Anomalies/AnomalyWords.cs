using System.Globalization;
using TokenLedger.Accounting.Anomalies;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;
using TokenLedger.Dashboard.Charts;
using TokenLedger.Dashboard.Pages.Elements;
using TokenLedger.Reporting.Queries.Foresight;

namespace TokenLedger.Dashboard.Pages.Anomalies;

/// <summary>Anomalies in a few words.</summary>
internal static class AnomalyWords
{
    /// <summary>What stands out: "Cost", "Error rate", "95 % latency".</summary>
    public static string Name(AnomalyMeasure measure) =>
        measure switch
        {
            AnomalyMeasure.ErrorRate => "Error rate",
            AnomalyMeasure.LatencyMedian => "Median latency",
            AnomalyMeasure.LatencyP95 => "95 % latency",
            _ => measure.ToString(),
        };

    /// <summary>An amount of a measure.</summary>
    public static string Amount(AnomalyMeasure measure, decimal amount) =>
        measure switch
        {
            AnomalyMeasure.Cost => ChartText.Dollars(decimal.Round(amount, 6)),
            AnomalyMeasure.ErrorRate => decimal.Round(amount, 1).ToString("0.#", CultureInfo.InvariantCulture) + " %",
            AnomalyMeasure.LatencyMedian or AnomalyMeasure.LatencyP95 => Show.Milliseconds((long)decimal.Round(amount)),
            _ => Show.Short((long)decimal.Round(amount)),
        };

    /// <summary>An amount of dollars as it is shown; null when the measure counts something else.</summary>
    public static Usd? Dollars(AnomalyMeasure measure, decimal amount) =>
        measure == AnomalyMeasure.Cost ? Usd.FromDecimal(decimal.Round(amount, 6)) : null;

    /// <summary>A difference with its sign: "+$212".</summary>
    public static string Difference(AnomalyMeasure measure, decimal amount) =>
        (amount < 0 ? "−" : "+") + Part(measure, Math.Abs(amount));

    /// <summary>What a contributor's amounts are, which need not be the measure's own.</summary>
    public static string Part(AnomalyMeasure measure, decimal amount) =>
        measure switch
        {
            AnomalyMeasure.Cost => Amount(measure, amount),
            AnomalyMeasure.ErrorRate => Show.Count((long)decimal.Round(amount)) + " failed",
            AnomalyMeasure.LatencyMedian or AnomalyMeasure.LatencyP95 => Show.Milliseconds((long)decimal.Round(amount))
                + " waited",
            _ => Amount(measure, amount),
        };

    /// <summary>Who: "feature search, model gpt-5".</summary>
    public static string Who(Contributor part) =>
        string.Join(", ", part.What.Select(one => $"{one.Key} {Show.Name(one.Value)}"));

    /// <summary>When: "Sun 2026-11-15", "2026-11-15 13:00–14:00".</summary>
    public static string When(FoundAnomaly one, AnomalyQuery query) => TimeMarks.Period(one.From, one.To, query.Zone);

    /// <summary>Days or hours.</summary>
    public static string Periods(AnomalyQuery query) => query.Period == CalendarPeriod.Day ? "days" : "hours";
}
