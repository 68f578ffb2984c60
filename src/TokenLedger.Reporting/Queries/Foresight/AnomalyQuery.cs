using TokenLedger.Accounting.Anomalies;
using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>
/// A question about what is unusual. The window is what is judged, in full days or hours; what was before it is read as far
/// as it is needed to know what is usual.
/// </summary>
public sealed record AnomalyQuery : Slice
{
    /// <summary>Most full periods judged at once: days of a year, or hours of a month.</summary>
    public const int MostPeriods = 744;

    /// <summary>Days judged when nothing else is said.</summary>
    public const string DefaultDays = "14d";

    /// <summary>Hours judged when nothing else is said.</summary>
    public const string DefaultHours = "48h";

    /// <summary>Anomalies answered when nothing else is said, the newest first.</summary>
    public const int DefaultLimit = 20;

    /// <summary>Most anomalies.</summary>
    public const int MostAnomalies = 100;

    /// <summary>Most groupings that contributors are told by.</summary>
    public const int MostGroupings = 3;

    /// <summary>Most slices judged each by itself, the dearest.</summary>
    public const int MostSlices = 50;

    private static readonly Grouping[] s_usual = [Grouping.Find("feature")!, Grouping.Model, Grouping.Find("agent")!];

    /// <summary>When it is asked.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Day or hour.</summary>
    public CalendarPeriod Period { get; init; } = CalendarPeriod.Day;

    /// <summary>What is judged.</summary>
    public IReadOnlyList<AnomalyMeasure> Of { get; init; } = AnomalyMeasures.All;

    /// <summary>By what contributors are told, alone and in pairs.</summary>
    public IReadOnlyList<Grouping> By { get; init; } = s_usual;

    /// <summary>Judge each value of it by itself too; null judges the whole slice only.</summary>
    public Grouping? Each { get; init; }

    /// <summary>Smallest difference of cost worth a word, USD; null for the usual of every measure.</summary>
    public decimal? Least { get; init; }

    /// <summary>Whether too little is told too.</summary>
    public bool Below { get; init; }

    /// <summary>Deviations from which on a period is an anomaly; null for the usual.</summary>
    public decimal? Score { get; init; }

    /// <summary>Most anomalies answered, the newest first.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>The instant of the question: the last period that has ended before it is the last one judged.</summary>
    public DateTimeOffset At => Window.To is { } to && to < Now ? to : Now;

    /// <summary>Periods of a season: of a week.</summary>
    internal int Season => Period == CalendarPeriod.Day ? 7 : 168;

    /// <summary>Reads a question from named texts.</summary>
    /// <param name="words">The texts.</param>
    /// <param name="now">The clock.</param>
    /// <param name="problem">One sentence when the result is null.</param>
    public static AnomalyQuery? Read(SliceWords words, DateTimeOffset now, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(words);
        OwnWords own = new(words);
        bool isHour = own.Choice("period", Resolution.Day) == Resolution.Hour;
        IReadOnlyList<AnomalyMeasure> of = own.Choices<AnomalyMeasure>("of");
        IReadOnlyList<Grouping> by = own.Groupings("by", MostGroupings);
        AnomalyQuery query = new()
        {
            Now = now,
            Period = isHour ? CalendarPeriod.Hour : CalendarPeriod.Day,
            Of = of.Count == 0 ? AnomalyMeasures.All : of,
            By = by.Count == 0 ? s_usual : by,
            Each = own.Grouping("each"),
            Least = own.Amount("least"),
            Below = own.Switch("below"),
            Limit = own.Number("limit", 1, MostAnomalies) ?? DefaultLimit,
        };
        problem = own.Problem;
        return problem is null ? words.Read(query, isHour ? DefaultHours : DefaultDays, now, out problem) : null;
    }

    /// <summary>What counts for a measure.</summary>
    internal AnomalyRule Rule(AnomalyMeasure measure) =>
        new()
        {
            Score = Score ?? (Period == CalendarPeriod.Day ? AnomalyRule.DayScore : AnomalyRule.HourScore),
            Below = Below,
            SmallestExcess =
                measure == AnomalyMeasure.Cost && Least is { } least ? least : AnomalyMeasures.Least(measure, Period),
        };

    private enum Resolution
    {
        Day,
        Hour,
    }
}
