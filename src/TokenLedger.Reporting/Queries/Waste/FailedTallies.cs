using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Queries.Calls;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>Calls that failed, were tried again or were abandoned, counted. Not changed any more once it is remembered.</summary>
internal sealed class FailedTallies : IRemembered
{
    private const int BytesOfKind = 30_000; // its examples, mostly
    private const int BytesOfGroup = 80;

    private readonly WasteTally[] _kinds;

    /// <summary>Begins.</summary>
    /// <param name="limit">Groups and examples of each kind.</param>
    public FailedTallies(int limit)
        : this([.. Kinds.Select(kind => new WasteTally(kind, limit))]) { }

    private FailedTallies(WasteTally[] kinds) => _kinds = kinds;

    /// <summary>The kinds, in their order.</summary>
    public static IReadOnlyList<WasteKind> Kinds { get; } = [WasteKind.Failed, WasteKind.Retried, WasteKind.Abandoned];

    /// <summary>Those of each kind.</summary>
    public IReadOnlyList<WasteTally> All => _kinds;

    /// <inheritdoc/>
    public long Bytes => _kinds.Sum(tally => BytesOfKind + (BytesOfGroup * (long)tally.Groups));

    /// <summary>Adds a call, if it cost anything.</summary>
    public void Add(in WastedCall call)
    {
        if (call.Cost > Usd.Zero)
        {
            _kinds[PlaceOf(call.Kind)].Add(call.Hit.Call with { Cost = call.Cost }, call.Hit.Group);
        }
    }

    /// <summary>The same without some of the calls that were added.</summary>
    /// <returns>Null when it is not known any more which examples there are then.</returns>
    public FailedTallies? Without(IReadOnlyList<WastedCall> calls)
    {
        WasteTally?[] rest =
        [
            .. Kinds.Select(
                (kind, i) =>
                    _kinds[i]
                        .Without([
                            .. calls
                                .Where(call => call.Kind == kind && call.Cost > Usd.Zero)
                                .Select(call => (call.Hit.Call with { Cost = call.Cost }, call.Hit.Group)),
                        ])
            ),
        ];
        return Array.Exists(rest, tally => tally is null) ? null : new([.. rest.OfType<WasteTally>()]);
    }

    private static int PlaceOf(WasteKind kind)
    {
        for (int i = 0; i < Kinds.Count; i++)
        {
            if (Kinds[i] == kind)
            {
                return i;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(kind));
    }
}

/// <summary>A call that failed.</summary>
/// <param name="Hit">The call.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Cost">What it cost.</param>
internal readonly record struct WastedCall(WasteHit Hit, WasteKind Kind, Usd Cost);
