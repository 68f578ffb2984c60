using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Outcomes;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.Outcomes;

/// <summary>What became of an outcome that was told.</summary>
public enum OutcomeStatus
{
    /// <summary>It is in the ledger, durable.</summary>
    Booked,

    /// <summary>It was in the ledger before, by the same key.</summary>
    AlreadyBooked,

    /// <summary>It makes no sense.</summary>
    Invalid,

    /// <summary>Another outcome was told with this key.</summary>
    Conflict,

    /// <summary>The ledger cannot write, or cannot be searched for the key yet.</summary>
    Unavailable,
}

/// <summary>What became of it.</summary>
/// <param name="Status">What.</param>
/// <param name="Entry">The entry in the ledger; null when there is none.</param>
/// <param name="Sequence">Its position; -1 when there is none.</param>
/// <param name="Problem">One sentence when it is not in the ledger.</param>
public sealed record OutcomeResult(OutcomeStatus Status, Entry? Entry, long Sequence, string? Problem)
{
    /// <summary>It is not in the ledger.</summary>
    public static OutcomeResult Refused(OutcomeStatus status, string problem) => new(status, null, -1, problem);
}

/// <summary>
/// The one road of business outcomes into a ledger, those with a key exactly once. Outcomes of different keys are booked
/// side by side, so that the ledger makes one commit of many.
/// </summary>
/// <param name="ledger">The ledger, open for writing.</param>
/// <param name="openViews">Opens its projection, brought as near to the head as can be; null while it is being built.</param>
/// <param name="time">The clock.</param>
public sealed class OutcomeBook(ILedger ledger, Func<CancellationToken, Task<Views?>> openViews, TimeProvider time)
    : IDisposable
{
    /// <summary>Keys that share a turn: what is searched for one of them stays true until its entry is durable.</summary>
    private const int Turns = 64;

    private const string ViewsAreBuilding = "The views are being built from the ledger. Ask again in a moment.";

    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, Turns).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Books an outcome and waits until it is durable.</summary>
    /// <param name="draft">The outcome.</param>
    /// <param name="cancellation">Stops before anything is booked; what is under way is finished.</param>
    public async Task<OutcomeResult> BookAsync(OutcomeDraft draft, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        (Entry? entry, string? problem) = OutcomeEntry.Of(draft, time.GetUtcNow());
        if (entry is null)
        {
            return OutcomeResult.Refused(OutcomeStatus.Invalid, problem!);
        }

        if (draft.Key is null)
        {
            return await AppendAsync(entry).ConfigureAwait(false);
        }

        SemaphoreSlim turn = _turns[(uint)entry.Id.GetHashCode() % Turns];
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await FindAsync(entry, draft.OccurredAt is not null, cancellation).ConfigureAwait(false)
                ?? await AppendAsync(entry).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SemaphoreSlim turn in _turns)
        {
            turn.Dispose();
        }
    }

    private async Task<OutcomeResult?> FindAsync(Entry asked, bool saidWhen, CancellationToken cancellation)
    {
        Views? views = await openViews(cancellation).ConfigureAwait(false);
        using EntrySearch? search = views is null
            ? null
            : await EntrySearch.OpenAsync(ledger, views, cancellation).ConfigureAwait(false);
        if (search is null)
        {
            return OutcomeResult.Refused(OutcomeStatus.Unavailable, ViewsAreBuilding);
        }

        return await search.FindAsync(asked.Id, cancellation).ConfigureAwait(false) switch
        {
            null => null,
            { } found when OutcomeEntry.IsSame(found.Entry, asked, saidWhen) => new(
                OutcomeStatus.AlreadyBooked,
                found.Entry,
                found.Sequence,
                null
            ),
            { } other => OutcomeResult.Refused(
                OutcomeStatus.Conflict,
                $"The key \"{asked.IdempotencyKey}\" was told with another outcome: entry {other.Entry.Id}. Take a new key."
            ),
        };
    }

    private async Task<OutcomeResult> AppendAsync(Entry entry)
    {
        AppendResult result = await ledger.AppendAsync(entry, CancellationToken.None).ConfigureAwait(false);
        return result.Status switch
        {
            AppendStatus.Appended => new(OutcomeStatus.Booked, entry, result.Sequence, null),
            AppendStatus.TooLarge => OutcomeResult.Refused(OutcomeStatus.Invalid, result.Problem!),
            _ => OutcomeResult.Refused(OutcomeStatus.Unavailable, result.Problem!),
        };
    }
}
