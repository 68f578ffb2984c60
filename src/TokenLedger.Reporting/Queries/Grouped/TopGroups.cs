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
        GroupWeight weight,
        params IEnumerable<ScanFilter> only
    )
    {
        IReadOnlyList<ScanKey> keys = scan.KeysOf(question.Columns);
        HeavyGroups heavy = scan.Heaviest(keys, measures, question.Limit, weight, only);
        // Which of those as heavy as the last are shown, their texts decide.
        List<ShownGroup> best = [.. heavy.Best.Select(one => Named(scan, one, weight))];
        best.Sort(ShownGroup.HeaviestFirst);
        best = best.GetRange(0, Math.Min(best.Count, question.Limit));
        return new(keys, best, heavy.Count - best.Count, heavy.Total);
    }

    /// <summary>The place of each group shown.</summary>
    public Dictionary<GroupKey, int> Places() =>
        Shown.Select((group, i) => (GroupKey.Of(group.Numbers), i)).ToDictionary();

    private static ShownGroup Named(SliceScan scan, HeavyGroup group, GroupWeight weight) =>
        new(group.Keys, scan.TextsOf(group.Keys), weight(group.Sums), group.Sums);
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
