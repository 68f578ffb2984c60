using System.Collections.Concurrent;

namespace TokenLedger.Reporting.Columns;

/// <summary>Which of <see cref="StandingGroups"/> are the heaviest, and what all come to. Immutable.</summary>
/// <param name="Weight">By what.</param>
/// <param name="Heaviest">The places of the heaviest, the heaviest first, and all as heavy as the last of them.</param>
/// <param name="Zeros">The places of those that do not count, as many as are told.</param>
/// <param name="HasMoreZeros">Whether there are more of those.</param>
/// <param name="Count">Groups that count.</param>
/// <param name="Total">The sums of all groups.</param>
internal sealed record GroupRanking(
    GroupWeight Weight,
    int[] Heaviest,
    int[] Zeros,
    bool HasMoreZeros,
    int Count,
    long[] Total
) : IRemembered
{
    /// <summary>
    /// Groups ranked: more than any page shows, because those that have changed since stand among the others anew.
    /// </summary>
    public const int Most = 16_384;

    private const int Overhead = 200;

    /// <inheritdoc/>
    public long Bytes => Overhead + (sizeof(int) * ((long)Heaviest.Length + Zeros.Length));

    /// <summary>Ranks groups.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="spans">Their question, how many are ranked and how fast.</param>
    /// <param name="counted">A group counts when one of this many first sums is not 0.</param>
    /// <param name="weight">By what.</param>
    /// <exception cref="OverflowException">The sum of all does not fit 64 bits.</exception>
    public static GroupRanking Of(StandingGroups groups, PieceSpans spans, int counted, GroupWeight weight)
    {
        ConcurrentBag<HeaviestGroups> parts = [new(spans.Query, spans.Ranked, counted, weight)];
        spans.Pace.ForEach(
            StandingGroups.Slabs,
            () =>
            {
                HeaviestGroups own = new(spans.Query, spans.Ranked, counted, weight);
                parts.Add(own);
                return own;
            },
            groups.OfferTo
        );
        return HeaviestGroups.Merged([.. parts]).Ranking();
    }
}
