namespace TokenLedger.Dashboard.Pages.Shell;

/// <summary>Reads what a page shows. A page never changes anything: what its buttons do goes to the API.</summary>
/// <param name="request">The question: the URL's words and who asks.</param>
/// <param name="cancellation">The browser went away.</param>
public delegate ValueTask<PageAnswer> ReadPage(PageRequest request, CancellationToken cancellation);

/// <summary>One page of the dashboard: where it is, and how what it shows is read.</summary>
/// <param name="Path">Its route pattern, such as "/budgets" or "/calls/{call}".</param>
/// <param name="Title">Its name, in the navigation too.</param>
/// <param name="Read">Reads it.</param>
public sealed record DashboardPage(string Path, string Title, ReadPage Read)
{
    /// <summary>Where it stands in the navigation; null for a page that is reached from others.</summary>
    public NavigationGroup? Group { get; init; }

    /// <summary>One sentence under the title; null for none.</summary>
    public string? Lead { get; init; }

    /// <summary>Which words of its URL the bar under the title offers.</summary>
    public FilterBarParts Filters { get; init; }

    /// <summary>Whether it can show the time before beside its figures: then the bar offers that.</summary>
    public bool Compares { get; init; }

    /// <summary>How far back it looks when its URL gives no window; null looks at everything.</summary>
    public string? DefaultLast { get; init; } = "7d";

    /// <summary>
    /// Whether it keeps to the reader's tenant, in what it shows and in what its buttons do. Those who are bound to a
    /// tenant get no other.
    /// </summary>
    public bool KeepsToTenant { get; init; } = true;

    /// <summary>Whether it shows the record of changes, which auditors and administrators see.</summary>
    public bool ShowsChanges { get; init; }

    /// <summary>Whether a reader may open it.</summary>
    public bool IsFor(PageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return (KeepsToTenant || reader.Scope.Tenant is null) && (!ShowsChanges || reader.Scope.SeesChanges);
    }
}

/// <summary>The parts of the navigation, in their order.</summary>
public enum NavigationGroup
{
    /// <summary>What happens and what it costs.</summary>
    See,

    /// <summary>Who may spend what.</summary>
    Control,

    /// <summary>What could be better, and what will come.</summary>
    Improve,

    /// <summary>What others are told.</summary>
    Prove,
}

/// <summary>What the bar under a page's title offers.</summary>
public enum FilterBarParts
{
    /// <summary>There is no bar.</summary>
    None,

    /// <summary>The time, and the tenant for those who see several.</summary>
    Time,

    /// <summary>Everything: time, tenant, conditions, basis and time zone.</summary>
    All,
}
