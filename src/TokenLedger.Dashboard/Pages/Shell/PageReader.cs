using TokenLedger.Ledger.Control;

namespace TokenLedger.Dashboard.Pages.Shell;

/// <summary>Who reads a page. It decides which pages and buttons show; what they do is judged again by the API.</summary>
/// <param name="Name">How admin entries call him ("local", "token:finance").</param>
/// <param name="Role">His role, for people ("administrator").</param>
/// <param name="Scope">What of the ledger he may see.</param>
public sealed record PageReader(string Name, string Role, ReadScope Scope)
{
    /// <summary>Whether he may change everything.</summary>
    public bool MayAdminister { get; init; }

    /// <summary>Whether he may change things within his tenant, or everywhere.</summary>
    public bool MayManageTenant { get; init; }

    /// <summary>Whether he signed in, and so can sign out.</summary>
    public bool IsSignedIn { get; init; }

    /// <summary>Someone who is not known: he sees no navigation and nothing of the ledger.</summary>
    public static PageReader Nobody { get; } = new("", "", new ReadScope("", SeesChanges: false));

    /// <summary>Whether he is known.</summary>
    public bool IsKnown => Name.Length > 0;

    /// <summary>A reader who changes nothing.</summary>
    public static PageReader Of(ReadScope scope) => new("reader", "reader", scope);
}
