using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Grouped;

/// <summary>
/// The groups that a report shows. There may be a million of them, so they are first weighed with few sums; what is asked
/// about each is asked about those shown only.
/// </summary>
internal sealed class TopGroups
{
    private readonly IReadOnlyList<ScanKey> _keys;

    private TopGroups(IReadOnlyList<ScanKey> keys, IReadOnlyList<ShownGroup> shown, int leftOut, long[] total)
    {
        (_keys, Shown, LeftOut, Total) = (keys, shown, leftOut, total);
    }

    /// <summary>How heavy a group is: those of greater weight come first, the second weight decides between equals.</summary>
    public delegate (Int128 First, Int128 Second) Weight(ReadOnlySpan<long> sums);

    /// <summary>The groups shown, the heaviest first; equals in the order of their texts.</summary>
    public IReadOnlyList<ShownGroup> Shown { get; }

    /// <summary>Groups that are not shown.</summary>
    public int LeftOut { get; }

    /// <summary>The sums of all groups, also of those not shown.</summary>
    public long[] Total { get; }

    /// <summary>
    /// Keeps rows that may be of groups shown: each of their names is one that a group shown has at that place. Nothing
    /// when all are shown.
    /// </summary>
    public IEnumerable<ScanFilter> Filters =>
        LeftOut == 0
            ? []
            : _keys.Select((key, i) => new ScanFilter(key, [.. Shown.Select(group => group.Numbers[i]).Distinct()]));

    /// <summary>Weighs groups.</summary>
    /// <param name="scan">The calls.</param>
    /// <param name="question">The groupings and how many groups are shown.</param>
    /// <param name="measures">The sums that the weight is made of. A group where all are 0 is none.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="only">Further conditions.</param>
    public static TopGroups Of(
        SliceScan scan,
        GroupedSlice question,
        IReadOnlyList<Measure> measures,
        Weight weight,
        params IEnumerable<ScanFilter> only
    )
    {
        IReadOnlyList<ScanKey> keys = scan.KeysOf(question.Columns);
        ScanResult result = scan.Run(keys, measures, only);
        List<(int Group, Int128 First, Int128 Second)> all = new(result.Count);
        long[] total = new long[measures.Count];
        for (int group = 0; group < result.Count; group++)
        {
            ReadOnlySpan<long> sums = result.SumsOf(group);
            for (int i = 0; i < total.Length; i++)
            {
                total[i] = checked(total[i] + sums[i]);
            }

            if (sums.IndexOfAnyExcept(0) >= 0)
            {
                (Int128 first, Int128 second) = weight(sums);
                all.Add((group, first, second));
            }
        }

        List<ShownGroup> best =
        [
            .. Heaviest(all, question.Limit).Select(one => Named(scan, result, one.Group, (one.First, one.Second))),
        ];
        best.Sort(ShownGroup.HeaviestFirst);
        best = best.GetRange(0, Math.Min(best.Count, question.Limit));
        return new(keys, best, all.Count - best.Count, total);
    }

    /// <summary>The place of each group shown.</summary>
    public Dictionary<GroupKey, int> Places() =>
        Shown.Select((group, i) => (GroupKey.Of(group.Numbers), i)).ToDictionary();

    private static ShownGroup Named(SliceScan scan, ScanResult result, int group, (Int128, Int128) weight)
    {
        long[] numbers = result.KeysOf(group);
        return new(numbers, scan.TextsOf(numbers), weight, result.SumsOf(group).ToArray());
    }

    /// <summary>The heaviest, and all as heavy as the last of them: which of those are shown, their texts decide.</summary>
    private static List<(int Group, Int128 First, Int128 Second)> Heaviest(
        List<(int Group, Int128 First, Int128 Second)> all,
        int limit
    )
    {
        if (all.Count <= limit)
        {
            return all;
        }

        all.Sort(static (left, right) => (right.First, right.Second).CompareTo((left.First, left.Second)));
        int end = limit;
        while (end < all.Count && all[end].First == all[limit - 1].First && all[end].Second == all[limit - 1].Second)
        {
            end++;
        }

        return all.GetRange(0, end);
    }
}

/// <summary>A group that is shown.</summary>
/// <param name="Numbers">The numbers of its names.</param>
/// <param name="Keys">Their texts; null for none.</param>
/// <param name="Weight">What it was ranked by.</param>
/// <param name="Sums">The sums that the weight was made of.</param>
internal sealed record ShownGroup(
    long[] Numbers,
    IReadOnlyList<string?> Keys,
    (Int128 First, Int128 Second) Weight,
    long[] Sums
)
{
    /// <summary>The order of groups shown.</summary>
    public static int HeaviestFirst(ShownGroup left, ShownGroup right)
    {
        int order = right.Weight.CompareTo(left.Weight);
        for (int i = 0; order == 0 && i < left.Keys.Count; i++)
        {
            order = string.CompareOrdinal(left.Keys[i], right.Keys[i]);
        }

        return order;
    }
}
