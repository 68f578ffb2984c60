using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Control;

/// <summary>
/// What of the ledger a reader may see. The host finds out who asks and sets it on the request; whoever shows entries,
/// costs or calls keeps to it.
/// </summary>
/// <param name="Tenant">The only tenant whose entries he sees; null sees all.</param>
/// <param name="SeesChanges">Whether he sees the record of changes: the admin entries.</param>
public sealed record ReadScope(string? Tenant, bool SeesChanges)
{
    /// <summary>All of it.</summary>
    public static ReadScope Everything { get; } = new(null, true);

    /// <summary>Whether he sees everything.</summary>
    public bool IsEverything => Tenant is null && SeesChanges;

    /// <summary>Whether he sees an entry.</summary>
    public bool Sees(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return (Tenant is null || entry.Attribution.Tenant == Tenant) && (SeesChanges || entry.Kind != EntryKind.Admin);
    }
}

/// <summary>
/// Marks a route that keeps to the reader's tenant, in what it shows and in what it changes. Those who are bound to a
/// tenant get no other.
/// </summary>
public sealed class TenantScoped
{
    /// <summary>The mark.</summary>
    public static TenantScoped Instance { get; } = new();

    private TenantScoped() { }
}

/// <summary>
/// Marks a route by which those who administer a tenant may change something within it. Without it, only administrators
/// of everything change anything.
/// </summary>
public sealed class TenantChanges
{
    /// <summary>The mark.</summary>
    public static TenantChanges Instance { get; } = new();

    private TenantChanges() { }
}
