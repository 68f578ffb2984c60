using TokenLedger.Ledger.Adjusting;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.Adjusting;

/// <summary>Decides what each draft of one list becomes, against the ledger and the drafts before it.</summary>
internal sealed class AdjustmentJudge(EntrySearch search, DateTimeOffset now)
{
    private readonly Dictionary<Guid, Entry> _accepted = [];
    private readonly Dictionary<Guid, Guid> _newest = [];

    /// <summary>The outcome; a booked one still has to be appended.</summary>
    public async ValueTask<AdjustmentOutcome> JudgeAsync(AdjustmentDraft draft, CancellationToken cancellation)
    {
        (Entry? corrected, AdjustmentOutcome? refused) = await FindAsync(draft, cancellation).ConfigureAwait(false);
        if (refused is not null)
        {
            return refused;
        }

        (Entry? entry, string? problem) = AdjustmentEntry.Of(draft, corrected, now);
        problem ??= Unreadable(entry!);
        if (problem is not null)
        {
            return AdjustmentOutcome.Refused(AdjustmentStatus.Invalid, problem);
        }

        return await RepetitionAsync(draft, entry!, cancellation).ConfigureAwait(false)
            ?? Overtaken(draft, entry!)
            ?? Accept(entry!);
    }

    private AdjustmentOutcome Accept(Entry entry)
    {
        _accepted.Add(entry.Id, entry);
        if (entry.Corrects is { } corrected)
        {
            _newest[corrected] = entry.Id;
        }

        return new(AdjustmentStatus.Booked, entry, -1, null);
    }

    private async ValueTask<(Entry? Corrected, AdjustmentOutcome? Refused)> FindAsync(
        AdjustmentDraft draft,
        CancellationToken cancellation
    )
    {
        if (draft.Corrects is { } id)
        {
            FoundEntry? found = await search.FindAsync(id, cancellation).ConfigureAwait(false);
            return found is null ? Missing($"The ledger has no entry {id}.") : (found.Entry, null);
        }

        if (draft.CorrectsCall is not { } call)
        {
            return (null, null);
        }

        IReadOnlyList<FoundEntry> costs = await search.CostsOfCallAsync(call, cancellation).ConfigureAwait(false);
        return costs.Count switch
        {
            0 => Missing($"The ledger has no settled call {call}."),
            1 => (costs[0].Entry, null),
            _ => (
                null,
                AdjustmentOutcome.Refused(
                    AdjustmentStatus.Invalid,
                    $"The call {call} was settled {costs.Count} times. Name one of the entries instead: "
                        + string.Join(", ", costs.Select(cost => cost.Entry.Id))
                        + "."
                )
            ),
        };
    }

    private async ValueTask<AdjustmentOutcome?> RepetitionAsync(
        AdjustmentDraft draft,
        Entry entry,
        CancellationToken cancellation
    )
    {
        long sequence = -1;
        if (!_accepted.TryGetValue(entry.Id, out Entry? booked))
        {
            FoundEntry? found = await search.FindAsync(entry.Id, cancellation).ConfigureAwait(false);
            (booked, sequence) = (found?.Entry, found?.Sequence ?? -1);
        }

        if (booked is null)
        {
            return null;
        }

        return AdjustmentEntry.IsSame(
            booked,
            entry,
            saidWhen: draft.OccurredAt is not null || entry.Corrects is not null
        )
            ? new(AdjustmentStatus.AlreadyBooked, booked, sequence, null)
            : AdjustmentOutcome.Refused(
                AdjustmentStatus.Conflict,
                $"The key '{entry.IdempotencyKey}' was used for another adjustment, {booked.Id}. Use a new key."
            );
    }

    private AdjustmentOutcome? Overtaken(AdjustmentDraft draft, Entry entry)
    {
        if (!draft.ChecksNewest || entry.Corrects is not { } corrected)
        {
            return null;
        }

        Guid? newest = _newest.TryGetValue(corrected, out Guid accepted)
            ? accepted
            : search.NewestAdjustmentOf(corrected);
        return newest == draft.Newest
            ? null
            : AdjustmentOutcome.Refused(
                AdjustmentStatus.Conflict,
                $"The entry {corrected} was adjusted in the meantime, by {newest}. Work out the difference again."
            );
    }

    /// <summary>What the projections could not add up must not get into the ledger.</summary>
    private static string? Unreadable(Entry entry)
    {
        try
        {
            _ = TokenCounts.Of(entry.Lines);
            return null;
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException)
        {
            return wrong.Message;
        }
    }

    private static (Entry?, AdjustmentOutcome?) Missing(string problem) =>
        (null, AdjustmentOutcome.Refused(AdjustmentStatus.NotFound, problem));
}
