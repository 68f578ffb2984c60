using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Metrics;

/// <summary>
/// The authorizations that are open, from entries: what a start finds open was settled before, so it begins with none.
/// There are as many as there are calls under way.
/// </summary>
internal sealed class OpenHoldTally
{
    private readonly Dictionary<Guid, Usd> _open = [];

    /// <summary>How many.</summary>
    public int Count => _open.Count;

    /// <summary>What they hold at most.</summary>
    public Usd Amount { get; private set; } = Usd.Zero;

    /// <summary>Takes note of an entry. A top-up belongs to the authorization that it names, and ends with it.</summary>
    public void Take(Entry entry)
    {
        if (entry.Kind == EntryKind.Authorization)
        {
            Usd held = entry.Hold?.Amount ?? Usd.Zero;
            Guid opens = entry.CausedBy ?? entry.Id;
            if (entry.BeginsAttempt || _open.ContainsKey(opens))
            {
                _open[opens] = _open.GetValueOrDefault(opens) + held;
                Amount += held;
            }
        }
        else if (
            entry is { Kind: EntryKind.Settlement or EntryKind.Void, Settles: { } settled }
            && _open.Remove(settled, out Usd freed)
        )
        {
            Amount -= freed;
        }
    }
}
