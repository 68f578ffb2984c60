using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>What is judged.</summary>
public enum AnomalyMeasure
{
    /// <summary>Priced cost, US dollars.</summary>
    Cost,

    /// <summary>Tokens of all kinds.</summary>
    Tokens,

    /// <summary>Calls that ended.</summary>
    Calls,

    /// <summary>Of a hundred calls that ended, those that failed, as in every report.</summary>
    ErrorRate,

    /// <summary>The milliseconds within which half of the calls were answered.</summary>
    LatencyMedian,

    /// <summary>The milliseconds within which 95 of a hundred calls were answered.</summary>
    LatencyP95,
}

/// <summary>What belongs to a measure.</summary>
public static class AnomalyMeasures
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<AnomalyMeasure> All { get; } = Enum.GetValues<AnomalyMeasure>();

    /// <summary>
    /// Fewest calls of a period from which on its error rate or its median latency says something: with fewer, one call that
    /// fails is more than three percent. Such a period is not judged, and nothing is learned from it.
    /// </summary>
    public const int FewestCalls = 30;

    /// <summary>The same for its p95 latency: of a hundred calls five are beyond it, of twenty it is the slowest.</summary>
    public const int FewestCallsOfP95 = 100;

    /// <summary>The unit of its amounts: usd, tokens, calls, percent or ms.</summary>
    public static string Unit(AnomalyMeasure measure) =>
        measure switch
        {
            AnomalyMeasure.Cost => "usd",
            AnomalyMeasure.Tokens => "tokens",
            AnomalyMeasure.Calls => "calls",
            AnomalyMeasure.ErrorRate => "percent",
            _ => "ms",
        };

    /// <summary>What it is called in sentences.</summary>
    public static string Words(AnomalyMeasure measure) =>
        measure switch
        {
            AnomalyMeasure.Cost => "The cost",
            AnomalyMeasure.Tokens => "The number of tokens",
            AnomalyMeasure.Calls => "The number of calls",
            AnomalyMeasure.ErrorRate => "The share of calls that failed",
            AnomalyMeasure.LatencyMedian => "The median latency",
            _ => "The latency within which 95 of 100 calls were answered",
        };

    /// <summary>Whether the periods' amounts add up, and those of their parts.</summary>
    public static bool AddsUp(AnomalyMeasure measure) => measure <= AnomalyMeasure.Calls;

    /// <summary>Fewest calls of a period that is judged by it; 0 for amounts, of which no use is 0.</summary>
    public static int Fewest(AnomalyMeasure measure) =>
        measure switch
        {
            AnomalyMeasure.ErrorRate or AnomalyMeasure.LatencyMedian => FewestCalls,
            AnomalyMeasure.LatencyP95 => FewestCallsOfP95,
            _ => 0,
        };

    /// <summary>Whether it is about how long answers took.</summary>
    public static bool IsLatency(AnomalyMeasure measure) => measure >= AnomalyMeasure.LatencyMedian;

    /// <summary>Smallest difference worth a word where nothing else is said, in its unit.</summary>
    public static decimal Least(AnomalyMeasure measure, CalendarPeriod period) =>
        (measure, period) switch
        {
            (AnomalyMeasure.Cost, _) => 1,
            (AnomalyMeasure.Tokens, CalendarPeriod.Day) => 100_000,
            (AnomalyMeasure.Tokens, _) => 20_000,
            (AnomalyMeasure.Calls, CalendarPeriod.Day) => 100,
            (AnomalyMeasure.Calls, _) => 20,
            (AnomalyMeasure.ErrorRate, _) => 2,
            _ => 250,
        };
}
