using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Gates;

/// <summary>The gates in their order.</summary>
internal sealed class GateRow(IReadOnlyList<IGate> gates)
{
    /// <summary>Asks one after another, until one refuses.</summary>
    public async ValueTask<Refusal?> JudgeAsync(InferenceCall call, CancellationToken cancellation)
    {
        foreach (IGate gate in gates)
        {
            if (await gate.JudgeAsync(call, cancellation).ConfigureAwait(false) is { } refusal)
            {
                return refusal;
            }

            call.GatesPassed++;
        }

        return null;
    }

    /// <summary>Tells the gates that let the call pass.</summary>
    public void End(InferenceCall call)
    {
        while (call.GatesPassed > 0)
        {
            gates[--call.GatesPassed].End(call);
        }
    }
}
