using System.Collections.Concurrent;
using System.Collections.Immutable;
using TokenLedger.Gateway.Calls;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Runaway;

/// <summary>
/// The orders in force and the calls under way: a new order ends those it stops at once, also streams half sent. A call is
/// entered before it is judged, and an order is in force before calls are looked through, so that none slips between.
/// </summary>
internal sealed class KillSwitch
{
    private readonly ConcurrentDictionary<InferenceCall, bool> _underWay = new();
    private readonly ControlBook? _control;
    private readonly TimeProvider _time;
    private ImmutableArray<KillOrder> _orders = [];

    /// <summary>Takes over the orders, and follows them.</summary>
    public KillSwitch(ControlBook? control, TimeProvider time)
    {
        _control = control;
        _time = time;
        if (control is not null)
        {
            control.Changed += change =>
            {
                if (change.Kind == ControlKinds.Kill)
                {
                    Apply();
                }
            };
        }

        Apply();
    }

    /// <summary>Calls under way.</summary>
    public int UnderWay => _underWay.Count;

    /// <summary>The orders, in force or run out.</summary>
    public IReadOnlyList<KillOrder> Orders => _orders;

    /// <summary>The order that stops a call now; null when none does.</summary>
    public KillOrder? Find(InferenceCall call)
    {
        ImmutableArray<KillOrder> orders = _orders;
        foreach (KillOrder order in orders)
        {
            if (order.Stops(call.Attribution) && order.HoldsAt(_time.GetUtcNow()))
            {
                return order;
            }
        }

        return null;
    }

    /// <summary>How many calls under way an order stops.</summary>
    public int CountOf(KillOrder order) => _underWay.Keys.Count(call => order.Stops(call.Attribution));

    /// <summary>Enters a call.</summary>
    public void Enter(InferenceCall call) => _underWay[call] = true;

    /// <summary>A call has ended.</summary>
    public void Leave(InferenceCall call) => _underWay.TryRemove(call, out _);

    private void Apply()
    {
        _orders = [.. (_control?.Of(ControlKinds.Kill) ?? []).Select(KillOrder.Of).OfType<KillOrder>()];
        Interlocked.MemoryBarrier(); // the orders first, then the calls
        if (_orders.IsEmpty)
        {
            return;
        }

        foreach (InferenceCall call in _underWay.Keys)
        {
            if (Find(call) is { } order)
            {
                call.Cut.Request(order.ToRefusal());
            }
        }
    }
}
