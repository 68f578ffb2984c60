using System.Text;

namespace TokenLedger.Ledger.Control;

/// <summary>Something people decide at run time: a budget, a key, a policy. Its history is in the ledger.</summary>
/// <param name="Kind">One of <see cref="ControlKinds"/>.</param>
/// <param name="Id">Its name within the kind.</param>
/// <param name="Utf8">What it says, as JSON in UTF-8: of 100,000 documents that is half of what texts take.</param>
/// <param name="Revision">The sequence of the entry that set it: a change can demand that it is still this one.</param>
/// <param name="ChangedAt">When, UTC.</param>
/// <param name="Actor">Who set it.</param>
public sealed record ControlDocument(
    string Kind,
    string Id,
    ReadOnlyMemory<byte> Utf8,
    long Revision,
    DateTimeOffset ChangedAt,
    string? Actor
)
{
    /// <summary>What it says, as JSON text; never a secret.</summary>
    public string Json => Encoding.UTF8.GetString(Utf8.Span);

    /// <summary>Whether two are the same in every part, what they say included.</summary>
    public bool Equals(ControlDocument? other) =>
        other is not null
        && (Kind, Id, Revision) == (other.Kind, other.Id, other.Revision)
        && (ChangedAt, Actor) == (other.ChangedAt, other.Actor)
        && Utf8.Span.SequenceEqual(other.Utf8.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Id, Revision);
}

/// <summary>The kinds of documents.</summary>
public static class ControlKinds
{
    /// <summary>A budget.</summary>
    public const string Budget = "budget";

    /// <summary>A rule in AgentLedger's form, which makes budgets.</summary>
    public const string BudgetRule = "budget_rule";

    /// <summary>A time-limited change of a budget's limit; its id is the budget's, a slash and its own.</summary>
    public const string Override = "override";

    /// <summary>A rate limit.</summary>
    public const string Limit = "limit";

    /// <summary>A virtual key.</summary>
    public const string Key = "key";

    /// <summary>A token of the management API.</summary>
    public const string AccessToken = "access_token";

    /// <summary>A tenant.</summary>
    public const string Tenant = "tenant";

    /// <summary>A policy rule.</summary>
    public const string Policy = "policy";

    /// <summary>A blocked caller.</summary>
    public const string Block = "block";

    /// <summary>A killed session, agent, key or tenant.</summary>
    public const string Kill = "kill";
}

/// <summary>A change that is asked for.</summary>
/// <param name="Kind">One of <see cref="ControlKinds"/>.</param>
/// <param name="Id">Which.</param>
/// <param name="Json">What it shall say; null removes it.</param>
/// <param name="Actor">Who asks.</param>
public sealed record ControlChange(string Kind, string Id, string? Json, string Actor)
{
    /// <summary>The revision it must still have; -1 when it must not exist; null changes whatever is there.</summary>
    public long? Expected { get; init; }

    /// <summary>Why, for the record.</summary>
    public string? Note { get; init; }
}

/// <summary>What became of a change.</summary>
public enum ControlStatus
{
    /// <summary>Durable, and in force.</summary>
    Done,

    /// <summary>It says already what was asked for; nothing was written.</summary>
    Unchanged,

    /// <summary>There is none of this name to remove.</summary>
    NotFound,

    /// <summary>It was changed by someone else meanwhile.</summary>
    Conflict,

    /// <summary>The document is too large.</summary>
    TooLarge,

    /// <summary>The ledger cannot write.</summary>
    Unavailable,
}

/// <summary>The result of a change.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Document">What is in force now; null when there is none.</param>
/// <param name="Problem">One sentence when it was not done.</param>
public sealed record ControlResult(ControlStatus Status, ControlDocument? Document, string? Problem)
{
    /// <summary>Whether what was asked for is in force.</summary>
    public bool IsDone => Status is ControlStatus.Done or ControlStatus.Unchanged;
}
