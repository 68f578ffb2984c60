using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Identity.Blocks;
using TokenLedger.Gateway.Identity.Tenants;
using TokenLedger.Ledger.Control;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>
/// Recognises virtual keys on the few routes of the gateway's own that their holders may use
/// (<see cref="KeyHolders"/>): the same key, the same tenant and the same blocks as on calls.
/// </summary>
internal sealed class HeldKeys(VirtualKeys keys, TenantBook tenants, BlockList blocks)
{
    /// <summary>Who shows a virtual key, or why it is not good; neither when the request shows none.</summary>
    public (KeyHolder? Holder, Refusal? Refusal) Of(HttpRequest request)
    {
        string? text = PresentedKey.In(request.Headers, query: "");
        if (!KeyText.VirtualKey.IsMeant(text))
        {
            return (null, null);
        }

        (VirtualKey? key, Refusal? refusal) = keys.Recognise(text);
        return key is null
            ? (null, refusal)
            : (Holder(key.Terms.Bound), blocks.Judge(new() { Key = key.Id, Tenant = key.Terms.Bound.Tenant }));
    }

    private KeyHolder Holder(BoundAttribution bound) =>
        new(said =>
        {
            (LedgerAttribution who, Refusal? refusal) = bound.Join(said);
            refusal ??= bound.Tenant is null ? tenants.JudgeClaim(who.Tenant) : tenants.JudgeEnabled(who.Tenant);
            return (who, (refusal ?? blocks.Judge(who))?.Message);
        });
}
