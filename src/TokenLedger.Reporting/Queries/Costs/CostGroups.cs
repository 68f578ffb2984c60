using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Queries.Grouped;

namespace TokenLedger.Reporting.Queries.Costs;

/// <summary>
/// The groups of one span of time: what has ended is summed over the columns; what is still open, which is little, is
/// selected from the table. There may be a million groups: only those asked for become rows with texts.
/// </summary>
internal sealed class CostGroups
{
    /// <summary>With so many times as many groups of the same names as are shown, only those are summed.</summary>
    private const double MostOthers = 16;

    private readonly SliceScan _scan;
    private readonly ScanResult _ended;

    private CostGroups(SliceScan scan, ScanResult ended, IReadOnlyList<OpenGroup> open)
    {
        (_scan, _ended) = (scan, ended);
        Dictionary<GroupKey, OpenGroup> alsoOpen = open.ToDictionary(group => group.Key);
        Total = open.Aggregate(CostFigures.None, (sum, group) => sum + group.Figures) + AddEnded(alsoOpen);
        foreach (OpenGroup group in alsoOpen.Values)
        {
            All.Add(new(-1, Usd.Zero, 0, group));
        }

        Count = All.Count;
    }

    /// <summary>The groups that are in any figure, or of very many those that may be shown, in no order.</summary>
    public List<CostGroup> All { get; } = [];

    /// <summary>How many groups are in any figure.</summary>
    public int Count { get; private set; }

    /// <summary>The sum of all.</summary>
    public CostFigures Total { get; private set; }

    /// <summary>Sums the groups of a question's window.</summary>
    public static CostGroups Of(SqliteConnection connection, SliceScan scan, CostQuery query)
    {
        ScanResult ended = scan.Run(scan.KeysOf(query.Columns), CostMeasures.WithProviders(query.AsBooked));
        return new(scan, ended, OpenGroups.Of(connection, query));
    }

    /// <summary>Sums the groups of a question's window that may be shown; of very many groups only those.</summary>
    public static CostGroups Dearest(SqliteConnection connection, SliceScan scan, CostQuery query)
    {
        IReadOnlyList<ScanKey> keys = scan.KeysOf(query.Columns);
        IReadOnlyList<OpenGroup> open = OpenGroups.Of(connection, query);
        return scan.TryRun(keys, CostMeasures.WithProviders(query.AsBooked)) is { } few
            ? new(scan, few, open)
            : DearestOfMany(scan, query, keys, open);
    }

    /// <summary>
    /// Weighs all groups, and sums those that may be shown: the dearest, those with open calls, and those of which the
    /// weight does not tell whether they are in any figure.
    /// </summary>
    private static CostGroups DearestOfMany(
        SliceScan scan,
        CostQuery query,
        IReadOnlyList<ScanKey> keys,
        IReadOnlyList<OpenGroup> open
    )
    {
        HeavyGroups heavy = scan.Heaviest(keys, CostMeasures.Weights(query.AsBooked), query.Limit, CostMeasures.Weight);
        if (heavy.Zeros is not { } zeros)
        {
            return new(scan, scan.Run(keys, CostMeasures.WithProviders(query.AsBooked)), open);
        }

        long[][] wanted =
        [
            .. heavy.Best.Select(group => group.Keys),
            .. zeros.Select(group => group.Keys),
            .. open.Select(group => group.Numbers),
        ];
        // What has the most values keeps the fewest rows: it is looked at first.
        ScanFilter[] among =
        [
            .. keys.Select((key, i) => new ScanFilter(key, [.. wanted.Select(numbers => numbers[i]).Distinct()]))
                .OrderByDescending(filter => filter.Values.Count),
        ];
        IReadOnlyList<Measure> measures = CostMeasures.WithProviders(query.AsBooked);
        double combined = among.Aggregate(1.0, (product, filter) => product * filter.Values.Count);
        // Where their names make few others, the answer is good for other numbers of groups shown too.
        ScanResult ended =
            combined > MostOthers * wanted.Length
                ? scan.RunOf(wanted, keys, measures, among)
                : scan.Run(keys, measures, among);
        CostGroups found = new(scan, ended, open);
        HashSet<GroupKey> meant = [.. wanted.Select(numbers => GroupKey.Of(numbers))];
        found.All.RemoveAll(group => !meant.Contains(found.KeyOf(group)));
        CostFigures all = CostMeasures.Read(scan.Run([], CostMeasures.Of(query.AsBooked)).SumsOf(0));
        found.Count = heavy.Count + found.All.Count(group => !found.HasWeight(group));
        found.Total = open.Aggregate(all, (sum, group) => sum + group.Figures);
        return found;
    }

    private bool HasWeight(CostGroup group) =>
        group.Number >= 0 && CostMeasures.HaveWeight(_ended.SumsOf(group.Number));

    /// <summary>The groups by their key.</summary>
    public Dictionary<GroupKey, CostGroup> ByKey() => All.ToDictionary(KeyOf);

    /// <summary>The numbers of a group's names.</summary>
    public GroupKey KeyOf(CostGroup group) =>
        group.Number < 0 ? group.Open!.Key : GroupKey.Of(_ended.KeysOf(group.Number));

    /// <summary>A group's figures.</summary>
    public CostFigures FiguresOf(CostGroup group)
    {
        CostFigures open = group.Open?.Figures ?? CostFigures.None;
        return group.Number < 0 ? open : open + CostMeasures.Read(_ended.SumsOf(group.Number));
    }

    /// <summary>A group as a row.</summary>
    public CostRow RowOf(CostGroup group)
    {
        IEnumerable<long> providers = group.Open?.Providers ?? [];
        if (group.Number >= 0)
        {
            providers = providers.Union(_ended.MembersOf(_ended.SumsOf(group.Number)[CostMeasures.Count]));
        }

        long[] numbers = group.Number < 0 ? group.Open!.Numbers : _ended.KeysOf(group.Number);
        return new(
            _scan.TextsOf(numbers),
            [
                .. providers
                    .Where(number => number != 0)
                    .Select(number => _scan.TextOf(number)!)
                    .Order(StringComparer.Ordinal),
            ],
            FiguresOf(group)
        );
    }

    /// <summary>Takes in what has ended, and of what is open that of the same groups.</summary>
    private CostFigures AddEnded(Dictionary<GroupKey, OpenGroup> open)
    {
        long[] total = new long[CostMeasures.Count];
        All.EnsureCapacity(_ended.Count);
        for (int number = 0; number < _ended.Count; number++)
        {
            ReadOnlySpan<long> sums = _ended.SumsOf(number);
            if (sums[..CostMeasures.Count].IndexOfAnyExcept(0) < 0)
            {
                continue; // rows that are in none of the figures
            }

            for (int i = 0; i < total.Length; i++)
            {
                total[i] = checked(total[i] + sums[i]);
            }

            OpenGroup? also = null;
            if (open.Count > 0)
            {
                open.Remove(GroupKey.Of(_ended.KeysOf(number)), out also);
            }

            All.Add(new(number, CostMeasures.Known(sums), sums[0], also));
        }

        return CostMeasures.Read(total);
    }
}

/// <summary>A group that may be shown.</summary>
/// <param name="Number">Its number in the scan; -1 when all of its calls are open.</param>
/// <param name="Known">Its cost.</param>
/// <param name="Calls">Its calls.</param>
/// <param name="Open">What of it is open; null for nothing.</param>
internal readonly record struct CostGroup(int Number, Usd Known, long Calls, OpenGroup? Open)
{
    /// <summary>The order in which groups are shown, but for that of their texts.</summary>
    public static int DearestFirst(CostGroup left, CostGroup right)
    {
        int order = right.Known.CompareTo(left.Known);
        return order != 0 ? order : right.Calls.CompareTo(left.Calls);
    }
}
