using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Gates;
using TokenLedger.Gateway.Identity.Blocks;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Gateway.Identity.Tenants;

namespace TokenLedger.Gateway.Identity;

/// <summary>Judges what a caller asks for by who it is, now that the body has been read: the first gate.</summary>
internal sealed class IdentityGate(TenantBook tenants, BlockList blocks) : IGate
{
    /// <inheritdoc/>
    public ValueTask<Refusal?> JudgeAsync(InferenceCall call, CancellationToken cancellation) =>
        ValueTask.FromResult(Judge(call));

    /// <inheritdoc/>
    public void End(InferenceCall call) => call.VirtualKey?.Leave(call);

    /// <summary>
    /// Whether a call may go on at another upstream, or with another model: what a caller may use does not grow because
    /// something fails.
    /// </summary>
    /// <param name="call">The call, which has passed this gate.</param>
    /// <param name="upstream">The other upstream.</param>
    /// <param name="model">The model it would run there; null when that is not known.</param>
    public bool Allows(InferenceCall call, UpstreamOptions upstream, string? model) =>
        (!call.UsesOwnCredential || upstream.HasOwnCredential)
        && (call.VirtualKey is not { } key || key.Terms.Allowed.Allows(upstream, model))
        && tenants.Allows(call, upstream, model);

    private Refusal? Judge(InferenceCall call) =>
        blocks.Judge(call.Attribution) ?? tenants.Judge(call) ?? (call.VirtualKey is { } key ? Judge(call, key) : null);

    private static Refusal? Judge(InferenceCall call, VirtualKey key)
    {
        if (key.Terms.Allowed.Forbids(call) is { } what)
        {
            return IdentityRefusals.NotAllowed($"key:{key.Id}", what);
        }

        return call.Upstream.Options.HasOwnCredential
            ? key.Enter(call)
            : IdentityRefusals.NoProviderCredential(call.Upstream.Options.Name);
    }
}
