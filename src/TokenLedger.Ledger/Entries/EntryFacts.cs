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

    /// <summary>The entry that led to this one; null for none. Of an authorization: the one it tops up.</summary>
    public Guid? CausedBy;

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

    /// <summary>What decides whether it may stand in the ledger; of a kind that is known.</summary>
    public readonly EntryLinks Links => new(Kind!.Value, Id, Settles, CausedBy);

    /// <summary>Whether this entry ends an authorization.</summary>
    public readonly bool Resolves => Kind is EntryKind.Settlement or EntryKind.Void;
}
