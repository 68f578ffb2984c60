namespace TokenLedger.Reporting.Columns;

/// <summary>How heavy a group is: those of greater weight come first, the second weight decides between equals.</summary>
internal delegate (Int128 First, Int128 Second) GroupWeight(ReadOnlySpan<long> sums);

/// <summary>A group of very many.</summary>
/// <param name="Keys">What it is of, one value for each key of the question.</param>
/// <param name="Sums">Its sums, one for each measure.</param>
internal sealed record HeavyGroup(long[] Keys, long[] Sums);

/// <summary>
/// The heaviest groups of a question with very many of them, which fit no cache: rows are put into pieces by the hash of
/// their group, then each piece is summed by itself, see <see cref="PieceRun"/>. Of all groups only those that may be shown
/// are kept.
/// </summary>
/// <param name="Best">The heaviest, as many as asked for, and all as heavy as the last of them, in no order.</param>
/// <param name="Count">Groups that count: some sum of theirs is not 0.</param>
/// <param name="Zeros">Those that do not; null when they are more than <see cref="MostZeros"/>.</param>
/// <param name="Total">The sums of all groups; for measures that are no sums 0.</param>
internal sealed record HeavyGroups(
    IReadOnlyList<HeavyGroup> Best,
    int Count,
    IReadOnlyList<HeavyGroup>? Zeros,
    long[] Total
)
{
    /// <summary>More groups than this are better summed here: their sums leave the second cache.</summary>
    public const int Many = 65_536;

    /// <summary>Groups without any sum that are told.</summary>
    public const int MostZeros = 10_000;

    /// <summary>Runs a question, in pieces when it has many groups.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="query">Its measures are those that weigh.</param>
    /// <param name="most">Groups wanted.</param>
    /// <param name="counted">A group counts when one of this many first sums is not 0; the others only weigh.</param>
    /// <param name="weight">The weight.</param>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public static HeavyGroups Of(ColumnView view, ScanQuery query, int most, int counted, GroupWeight weight) =>
        Scan.TryRun(view, query, view.Limits.ManyGroups) is { } few ? Of(few, query, most, counted, weight)
        : Run(view, query, most, counted, weight) is { } found ? found
        : Of(Scan.Run(view, query), query, most, counted, weight);

    /// <summary>Runs a question in pieces.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="query">Its measures are those that weigh.</param>
    /// <param name="most">Groups wanted.</param>
    /// <param name="counted">A group counts when one of this many first sums is not 0; the others only weigh.</param>
    /// <param name="weight">The weight.</param>
    /// <returns>Null when the keys of a row do not fit 64 bits; then all groups must be summed at once.</returns>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public static HeavyGroups? Run(ColumnView view, ScanQuery query, int most, int counted, GroupWeight weight)
    {
        if (KeyCode.Of(view, query) is not { } code)
        {
            return null;
        }

        PieceSpans spans = new(view, query, code);
        if (StandingSpan.Find(spans) is { } standing)
        {
            return standing.Heaviest(most, counted, weight).Result(code.KeysOf);
        }

        HeaviestGroups[] parts = new PieceRun(spans).Sum(() => new HeaviestGroups(query, most, counted, weight));
        return HeaviestGroups.Merged(parts).Result(code.KeysOf);
    }

    private static HeavyGroups Of(ScanResult all, ScanQuery query, int most, int counted, GroupWeight weight)
    {
        HeaviestGroups heaviest = new(query, most, counted, weight);
        for (int group = 0; group < all.Count; group++)
        {
            heaviest.Offer((ulong)group, all.SumsOf(group));
        }

        return heaviest.Result(group => all.KeysOf((int)group));
    }
}
