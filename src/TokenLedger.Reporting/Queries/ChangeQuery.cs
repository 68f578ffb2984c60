using TokenLedger.Ledger.Entries;

namespace TokenLedger.Reporting.Queries;

/// <summary>Which part of the record of changes: the admin entries, the newest first. Parts not given do not restrict.</summary>
public sealed record ChangeQuery
{
    /// <summary>Changes of a page when nothing else is said.</summary>
    public const int DefaultLimit = 50;

    /// <summary>Only entries before this sequence; null from the newest.</summary>
    public long? Before { get; init; }

    /// <summary>Most changes.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>What the kind of change begins with: "budget", "budget.changed", "rates.activated".</summary>
    public string? What { get; init; }

    /// <summary>Whom or what it concerns, exactly.</summary>
    public string? Subject { get; init; }

    /// <summary>Who made it, exactly.</summary>
    public string? Actor { get; init; }

    /// <summary>Whether an entry is meant, apart from place and limit.</summary>
    public bool Matches(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Kind == EntryKind.Admin
            && (What is null || IsOf(entry.Reason ?? "", What))
            && (Subject is null || entry.Subject == Subject)
            && (Actor is null || entry.Actor == Actor);
    }

    /// <summary>"budget" means "budget.changed", and not "budget_rule.changed".</summary>
    private static bool IsOf(string reason, string what) =>
        reason.StartsWith(what, StringComparison.Ordinal)
        && (reason.Length == what.Length || reason[what.Length] == '.');
}

/// <summary>A page of the record of changes.</summary>
/// <param name="Changes">The newest first.</param>
/// <param name="Next">Where the next page begins (<see cref="ChangeQuery.Before"/>); null when there is none.</param>
/// <param name="AsOfEntry">Ledger entries known to the search.</param>
public sealed record ChangePage(IReadOnlyList<FoundEntry> Changes, long? Next, long AsOfEntry);
