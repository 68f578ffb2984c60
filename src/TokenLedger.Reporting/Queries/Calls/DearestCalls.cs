using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Calls;

/// <summary>A call that may be shown.</summary>
/// <param name="Cost">What it cost.</param>
/// <param name="At">When it began, microseconds since 1970 UTC.</param>
/// <param name="Sequence">The entry that ended it.</param>
/// <param name="Call">Its number.</param>
/// <param name="Status">How it ended.</param>
internal readonly record struct RankedCall(Usd Cost, long At, long Sequence, long Call, CallStatus Status)
    : IComparable<RankedCall>
{
    /// <summary>The entry of another call that it is compared with; null for none.</summary>
    public long? Before { get; init; }

    /// <summary>The dearest is the greatest; of those as dear the one that began first.</summary>
    public int CompareTo(RankedCall other)
    {
        int order = Cost.CompareTo(other.Cost);
        order = order != 0 ? order : other.At.CompareTo(At);
        return order != 0 ? order : other.Sequence.CompareTo(Sequence);
    }
}

/// <summary>Keeps the dearest of any number of calls, and knows how many as dear as the last of them it has left out.</summary>
internal sealed class DearestCalls(int most)
{
    private readonly PriorityQueue<RankedCall, RankedCall> _kept = new();

    /// <summary>Calls left out that cost exactly as much as the cheapest kept.</summary>
    public long TiesLeftOut { get; private set; }

    /// <summary>
    /// Whole micro-dollars below which a call is not among them, however many pico-dollars it costs besides.
    /// </summary>
    public long Floor => Cheapest is { } cost ? SplitAmount.Of(cost).Micro - 1 : long.MinValue;

    /// <summary>The cost of the cheapest kept; null as long as any call would be kept.</summary>
    public Usd? Cheapest => _kept.Count < most ? null : _kept.Peek().Cost;

    /// <summary>Offers a call.</summary>
    public void Offer(RankedCall call)
    {
        if (_kept.Count < most)
        {
            _kept.Enqueue(call, call);
            return;
        }

        if (call.Cost < _kept.Peek().Cost)
        {
            return;
        }

        RankedCall left = _kept.EnqueueDequeue(call, call);
        Usd cheapest = _kept.Peek().Cost;
        TiesLeftOut =
            left.Cost == cheapest ? TiesLeftOut + 1
            : left.Cost < cheapest && left != call ? 0
            : TiesLeftOut;
    }

    /// <summary>The calls, the dearest first.</summary>
    public List<RankedCall> InOrder() => [.. _kept.UnorderedItems.Select(item => item.Element).OrderDescending()];
}
