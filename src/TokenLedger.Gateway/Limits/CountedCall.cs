using TokenLedger.Gateway.Calls;
using TokenLedger.Ledger.Entries;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Limits;

/// <summary>What scopes see of a call: of one under way, or of one that the ledger holds.</summary>
/// <param name="By">Who and what it is for.</param>
/// <param name="Provider">The provider.</param>
/// <param name="Upstream">The upstream.</param>
/// <param name="Model">The model asked for; null when none is.</param>
internal readonly record struct CountedCall(LedgerAttribution By, string Provider, string Upstream, string? Model)
{
    /// <summary>Of a call under way.</summary>
    public static CountedCall Of(InferenceCall call) =>
        new(call.Attribution, call.Upstream.Options.Provider, call.Upstream.Options.Name, call.ModelAsked);

    /// <summary>Of a call that the ledger holds; an entry names the upstream only where it is not called as its provider.</summary>
    public static CountedCall Of(Entry entry) =>
        new(entry.Attribution, entry.Provider ?? "", entry.Upstream ?? entry.Provider ?? "", entry.ModelRequested);
}
