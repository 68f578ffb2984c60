namespace TokenLedger.Ledger.Entries;

/// <summary>What of an entry decides whether it may follow those before it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Id">Its id.</param>
/// <param name="Settles">The authorization that a settlement or void resolves.</param>
/// <param name="CausedBy">The entry that led to it; of an authorization, the open one that it tops up.</param>
internal readonly record struct EntryLinks(EntryKind Kind, Guid Id, Guid? Settles, Guid? CausedBy)
{
    /// <summary>Those of an entry.</summary>
    public static EntryLinks Of(Entry entry) => new(entry.Kind, entry.Id, entry.Settles, entry.CausedBy);

    /// <summary>Whether this is an authorization that raises the hold of another.</summary>
    public bool IsTopUp => Kind == EntryKind.Authorization && CausedBy is not null;

    /// <summary>Whether this is an authorization of its own.</summary>
    public bool BeginsAttempt => Kind == EntryKind.Authorization && CausedBy is null;

    /// <summary>Whether this ends an authorization.</summary>
    public bool Resolves => Kind is EntryKind.Settlement or EntryKind.Void;
}
