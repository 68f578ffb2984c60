using TokenLedger.Ledger.Entries;

namespace TokenLedger.Reporting.Queries;

/// <summary>Which entries of the audit trail. Parts not given do not restrict.</summary>
public sealed record EntryFilter
{
    /// <summary>Entries answered when nothing else is said: the newest.</summary>
    public const int DefaultLimit = 1000;

    /// <summary>When the ledger took them.</summary>
    public Window Window { get; init; } = Window.All;

    /// <summary>The session.</summary>
    public string? Session { get; init; }

    /// <summary>The W3C trace id.</summary>
    public string? Trace { get; init; }

    /// <summary>The call.</summary>
    public Guid? Call { get; init; }

    /// <summary>The tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>The kind.</summary>
    public EntryKind? Kind { get; init; }

    /// <summary>Most entries; the newest are kept.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>
    /// Whether nothing but time and number is asked: then entries that cannot be read are part of the answer too.
    /// </summary>
    public bool MeansAllKinds => Session is null && Trace is null && Call is null && Tenant is null && Kind is null;

    /// <summary>Whether an entry is meant, apart from the limit.</summary>
    public bool Matches(Entry entry) =>
        (Session is null || entry.Attribution.Session == Session)
        && (Trace is null || entry.TraceId == Trace)
        && (Call is null || entry.Call == Call)
        && (Tenant is null || entry.Attribution.Tenant == Tenant)
        && (Kind is null || entry.Kind == Kind)
        && (Window.From is null || entry.RecordedAt >= Window.From)
        && (Window.To is null || entry.RecordedAt < Window.To);
}
