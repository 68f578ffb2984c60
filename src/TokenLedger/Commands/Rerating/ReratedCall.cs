using TokenLedger.Ledger.Adjusting;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Commands.Rerating;

/// <summary>One settled call, priced again.</summary>
/// <param name="Sequence">Position of its entry.</param>
/// <param name="Entry">Its entry.</param>
/// <param name="Rerating">What pricing it again comes to.</param>
internal sealed record ReratedCall(long Sequence, Entry Entry, Ledger.Adjusting.Rerating Rerating)
{
    /// <summary>The model, as reports name it.</summary>
    public string Model => Entry.ModelServed ?? Entry.ModelRequested ?? "(none)";

    /// <summary>The provider, as reports name it.</summary>
    public string Provider => Entry.Provider ?? "(none)";

    /// <summary>Whether there is something to book.</summary>
    public bool IsDifferent => Rerating.State is ReratingState.Repriced or ReratingState.Priced;
}
