using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Verification;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.Pages.Audit;

/// <summary>The record of changes, and how far the ledger can be trusted.</summary>
public sealed record AuditModel
{
    /// <summary>The changes of this page, the newest first.</summary>
    public required IReadOnlyList<ChangeLine> Changes { get; init; }

    /// <summary>Where the next page begins; null when there is none.</summary>
    public required long? Next { get; init; }

    /// <summary>What the ledger holds and what it has signed.</summary>
    public required LedgerState Ledger { get; init; }

    /// <summary>Entries that the views could not read, the oldest first; empty when there is none.</summary>
    public required IReadOnlyList<DeadLetter> DeadLetters { get; init; }

    /// <summary>The range that was asked to be verified; null when none was.</summary>
    public RangeReport? Verified { get; init; }
}

/// <summary>What the ledger holds and what it has signed.</summary>
/// <param name="Size">Entries.</param>
/// <param name="Checkpoint">The newest signed checkpoint.</param>
/// <param name="Failure">Why it cannot write; null while it can.</param>
public sealed record LedgerState(long Size, SignedCheckpoint Checkpoint, string? Failure);

/// <summary>A change.</summary>
/// <param name="Sequence">The entry's position.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Members">What differs between before and after.</param>
public sealed record ChangeLine(long Sequence, Entry Entry, IReadOnlyList<DocumentChange> Members)
{
    /// <summary>A found entry in this form.</summary>
    public static ChangeLine Of(FoundEntry found)
    {
        ArgumentNullException.ThrowIfNull(found);
        return new(found.Sequence, found.Entry, DocumentDiff.Between(found.Entry.Before, found.Entry.After));
    }

    /// <summary>Where the thing that was changed is shown; null for nowhere.</summary>
    public string? Href =>
        (Entry.Reason?.Split('.')[0], Entry.Subject) switch
        {
            ("budget" or "budget_rule", { } id) => "/budgets/" + Uri.EscapeDataString(id),
            ("override", { } id) => "/budgets/" + Uri.EscapeDataString(id.Split('/')[0]),
            ("key", { } id) => "/keys/" + Uri.EscapeDataString(id),
            ("tenant", { } id) => "/tenant?id=" + Uri.EscapeDataString(id),
            ("rates", _) => "/rates",
            _ => null,
        };
}
