using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Identity.Blocks;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Gateway.Identity.Tenants;

namespace TokenLedger.Gateway.Identity;

/// <summary>
/// Finds out who calls (step 2): by a virtual key, by a provider's key that a mapping knows, or by nothing but a
/// fingerprint. What that proves takes the place of what the caller claims.
/// </summary>
internal sealed class Callers(IdentityOptions options, VirtualKeys keys, TenantBook tenants, BlockList blocks)
{
    /// <summary>Completes the call's attribution.</summary>
    /// <param name="call">The call, its headers read.</param>
    /// <param name="sentQuery">The query as it came.</param>
    /// <returns>The refusal to answer with; null lets it go on.</returns>
    public Refusal? Identify(InferenceCall call, string sentQuery)
    {
        IHeaderDictionary headers = call.Http.Request.Headers;
        return PresentedKey.In(headers, sentQuery) is { } key
            ? IdentifyKey(call, key)
            : IdentifyCredential(call, headers, sentQuery);
    }

    private Refusal? IdentifyKey(InferenceCall call, string text)
    {
        // Out of the request before anything else can forward it, or write it down.
        call.Query = PresentedKey.Remove(call.Http.Request.Headers, text, call.Query);
        call.UsesOwnCredential = true;
        (VirtualKey? key, Refusal? refusal) = keys.Recognise(text);
        if (key is null)
        {
            return refusal;
        }

        call.VirtualKey = key;
        return Join(call, key.Terms.Bound);
    }

    private Refusal? IdentifyCredential(InferenceCall call, IHeaderDictionary headers, string query)
    {
        if (options.RequireKey)
        {
            keys.Noise.CountMissing();
            return KeyRefusals.Required;
        }

        if (options.KeyMappings.Count > 0 || blocks.Rules.HasPatterns)
        {
            ReadOnlySpan<char> credential = CallerCredential.Of(headers, query);
            if (blocks.JudgeCredential(credential) is { } blocked)
            {
                return blocked;
            }

            if (MappingOf(credential) is { } mapping)
            {
                return Join(call, mapping.Bound);
            }
        }

        return RefuseUnprovenTenant(call);
    }

    private KeyMapping? MappingOf(ReadOnlySpan<char> credential)
    {
        foreach (KeyMapping mapping in options.KeyMappings)
        {
            if (mapping.Matches(credential))
            {
                return mapping;
            }
        }

        return null;
    }

    private Refusal? Join(InferenceCall call, BoundAttribution bound)
    {
        (call.Attribution, Refusal? refusal) = bound.Join(call.Attribution);
        return refusal ?? (bound.Tenant is null ? RefuseUnprovenTenant(call) : null);
    }

    /// <summary>A tenant that has keys of its own is not for others to claim: the record would charge it.</summary>
    private Refusal? RefuseUnprovenTenant(InferenceCall call)
    {
        if (call.Attribution.Tenant is not { } claimed || !tenants.Knows(claimed))
        {
            return null;
        }

        call.Attribution = call.Attribution with
        {
            Tenant = null,
            Claimed = [.. call.Attribution.Claimed.Where(static part => part != "tenant")],
        };
        return IdentityRefusals.TenantNotProven(claimed);
    }
}
