using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Queries.Calls;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>Counts what is found of one kind.</summary>
internal sealed class WasteTally(WasteKind kind, int limit)
{
    /// <summary>Examples kept besides those shown, so that some can be taken back.</summary>
    private const int Spare = 100;

    private readonly Dictionary<long, WasteSum> _groups = [];
    private readonly DearestCalls _examples = new(limit + Spare);

    /// <summary>The kind.</summary>
    public WasteKind Kind => kind;

    /// <summary>Calls and cost.</summary>
    public WasteSum Sum { get; private set; }

    /// <summary>Groups.</summary>
    public int Groups => _groups.Count;

    /// <summary>The dearest calls.</summary>
    public List<RankedCall> Examples => [.. _examples.InOrder().Take(limit)];

    /// <summary>Adds a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="group">The number of its group.</param>
    public void Add(RankedCall call, long group)
    {
        Count(group, new(1, call.Cost));
        _examples.Offer(call);
    }

    /// <summary>The same without some calls that were added.</summary>
    /// <param name="calls">The calls with the numbers of their groups.</param>
    /// <returns>Null when it is not known any more which examples there are then.</returns>
    public WasteTally? Without(IReadOnlyList<(RankedCall Call, long Group)> calls)
    {
        HashSet<long> gone = [.. calls.Select(one => one.Call.Sequence)];
        List<RankedCall> kept = _examples.InOrder();
        bool hasLeftOut = kept.Count == limit + Spare;
        kept.RemoveAll(call => gone.Contains(call.Sequence));
        if (hasLeftOut && kept.Count < limit)
        {
            return null;
        }

        WasteTally rest = new(kind, limit) { Sum = Sum };
        kept.ForEach(rest._examples.Offer);
        foreach ((long group, WasteSum sum) in _groups)
        {
            rest._groups.Add(group, sum);
        }

        foreach ((RankedCall call, long group) in calls)
        {
            rest.Count(group, new(-1, -call.Cost));
        }

        return rest;
    }

    /// <summary>The finding, without its examples.</summary>
    public WasteFinding Finding(NameTexts texts, IReadOnlyList<WasteExample> examples, MissedSaving? missed) =>
        new()
        {
            Kind = kind,
            Sum = Sum,
            Groups =
            [
                .. _groups
                    .OrderByDescending(group => group.Value.Cost)
                    .ThenByDescending(group => group.Value.Calls)
                    .ThenBy(group => group.Key)
                    .Take(limit)
                    .Select(group => new WasteGroup(texts.Of(group.Key == 0 ? null : group.Key), group.Value)),
            ],
            GroupsLeftOut = Math.Max(0, _groups.Count - limit),
            Examples = examples,
            Missed = missed,
        };

    private void Count(long group, WasteSum one)
    {
        Sum += one;
        WasteSum all = _groups.GetValueOrDefault(group) + one;
        if (all.Calls == 0)
        {
            _groups.Remove(group);
        }
        else
        {
            _groups[group] = all;
        }
    }
}
