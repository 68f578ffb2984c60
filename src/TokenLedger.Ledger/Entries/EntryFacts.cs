using TokenLedger.Accounting.Money;

namespace TokenLedger.Ledger.Entries;

/// <summary>What the ledger itself must know of an entry: enough to decide, to recover and to check the money.</summary>
internal struct EntryFacts
{
    /// <summary>The kind; null when this program does not know the name.</summary>
    public EntryKind? Kind;

    /// <summary>The entry's id.</summary>
    public Guid Id;

    /// <summary>The authorization resolved; null when the entry resolves none.</summary>
    public Guid? Settles;

    /// <summary>Microseconds since the Unix epoch.</summary>
    public long RecordedAt;

    /// <summary>cost_usd; null when absent.</summary>
    public Usd? Cost;

    /// <summary>known_cost_usd; null when absent.</summary>
    public Usd? KnownCost;

    /// <summary>Sum of the lines' amounts.</summary>
    public Usd Lines;

    /// <summary>Whether there are lines.</summary>
    public bool HasLines;

    /// <summary>Whether this entry ends an authorization.</summary>
    public readonly bool Resolves => Kind is EntryKind.Settlement or EntryKind.Void;
}
