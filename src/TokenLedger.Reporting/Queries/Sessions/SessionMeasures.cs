using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Costs;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>What is summed for a session or an agent: the cost figures, and when its calls began.</summary>
internal static class SessionMeasures
{
    private const int Costs = CostMeasures.Count;
    private const int First = Costs;
    private const int Last = Costs + 1;

    private static readonly int s_calls = ~Measure.Of(CallStatus.Adjustment, CallStatus.Correction);

    /// <summary>The measures.</summary>
    public static IReadOnlyList<Measure> Of(bool asBooked) =>
        [
            .. CostMeasures.Of(asBooked),
            Measure.Least(Field.OccurredAt, s_calls),
            Measure.Most(Field.OccurredAt, s_calls),
        ];

    /// <summary>How many of <see cref="Weights"/> make a session one: it is none for having been at some time.</summary>
    public const int Weighed = 4;

    /// <summary>What sessions are ranked by, a few sums for when there are very many: cost, calls, refusals, the last call.</summary>
    public static IReadOnlyList<Measure> Weights(bool asBooked, SessionOrder order) =>
        order == SessionOrder.Recent
            ? [.. CostMeasures.Weights(asBooked), Measure.Most(Field.OccurredAt, s_calls)]
            : CostMeasures.Weights(asBooked);

    /// <summary>The weight of a session by <see cref="Weights"/>; what is as heavy may still differ in what decides last.</summary>
    public static GroupWeight Weight(SessionOrder order) =>
        order switch
        {
            SessionOrder.Recent => static sums => (sums[4], CostMeasures.Weight(sums).Item1),
            SessionOrder.Calls => static sums => (sums[2], CostMeasures.Weight(sums).Item1),
            _ => CostMeasures.Weight,
        };

    /// <summary>The figures that sums make.</summary>
    public static SessionFigures Read(ReadOnlySpan<long> sums) =>
        new(CostMeasures.Read(sums), TimeOf(sums[First]), TimeOf(sums[Last]));

    /// <summary>How many sums there are.</summary>
    public const int Count = Last + 1;

    /// <summary>Adds the sums of a group to those of all.</summary>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public static void Add(Span<long> total, ReadOnlySpan<long> sums)
    {
        for (int i = 0; i < First; i++)
        {
            total[i] = checked(total[i] + sums[i]);
        }

        total[First] =
            total[First] == 0 ? sums[First]
            : sums[First] == 0 ? total[First]
            : Math.Min(total[First], sums[First]);
        total[Last] = Math.Max(total[Last], sums[Last]);
    }

    /// <summary>Whether the rows are in none of the figures.</summary>
    public static bool AreNone(ReadOnlySpan<long> sums) => sums[..Costs].IndexOfAnyExcept(0) < 0;

    /// <summary>When the first call began, microseconds since 1970 UTC; after everything for none.</summary>
    public static long FirstOf(ReadOnlySpan<long> sums) => sums[First] == 0 ? long.MaxValue : sums[First];

    /// <summary>When the last call began, microseconds since 1970 UTC; 0 for none.</summary>
    public static long LastOf(ReadOnlySpan<long> sums) => sums[Last];

    private static DateTimeOffset? TimeOf(long microseconds) =>
        microseconds == 0 ? null : EntryTime.FromMicroseconds(microseconds);
}
