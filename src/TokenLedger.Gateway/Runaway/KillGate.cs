using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Gates;

namespace TokenLedger.Gateway.Runaway;

/// <summary>The first gate: whoever was stopped goes no further, and every call under way can be ended.</summary>
internal sealed class KillGate(KillSwitch kills) : IGate
{
    /// <inheritdoc/>
    public ValueTask<Refusal?> JudgeAsync(InferenceCall call, CancellationToken cancellation)
    {
        kills.Enter(call);
        if (kills.Find(call) is not { } order)
        {
            return default;
        }

        kills.Leave(call);
        return new(order.ToRefusal());
    }

    /// <inheritdoc/>
    public void End(InferenceCall call) => kills.Leave(call);
}
