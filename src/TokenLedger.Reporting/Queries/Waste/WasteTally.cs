using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Queries.Calls;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>Counts what is found of one kind.</summary>
internal sealed class WasteTally(WasteKind kind, int limit)
{
    private readonly Dictionary<long, WasteSum> _groups = [];
    private readonly DearestCalls _examples = new(limit);

    /// <summary>The kind.</summary>
    public WasteKind Kind => kind;

    /// <summary>Calls and cost.</summary>
    public WasteSum Sum { get; private set; }

    /// <summary>The dearest calls.</summary>
    public List<RankedCall> Examples => _examples.InOrder();

    /// <summary>Adds a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="group">The number of its group.</param>
    public void Add(RankedCall call, long group)
    {
        WasteSum one = new(1, call.Cost);
        Sum += one;
        _groups[group] = _groups.GetValueOrDefault(group) + one;
        _examples.Offer(call);
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
}
