using TokenLedger.Ledger;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.Adjusting;

/// <summary>
/// The one road of adjustments into a ledger, each exactly once. There is one per writing process, and it books one list
/// at a time: what a list finds in the ledger stays true until its entries are durable.
/// </summary>
/// <param name="ledger">The ledger, open for writing.</param>
/// <param name="openViews">Opens its projection, brought as near to the head as can be; null while it is being built.</param>
/// <param name="time">The clock.</param>
public sealed class AdjustmentBook(ILedger ledger, Func<CancellationToken, Task<Views?>> openViews, TimeProvider time)
    : IDisposable
{
    /// <summary>Most adjustments booked at once.</summary>
    public const int MostAtOnce = 500;

    private const string ViewsAreBuilding = "The views are being built from the ledger. Ask again in a moment.";

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Books a list, in order, and waits until it is durable.</summary>
    /// <param name="drafts">At most <see cref="MostAtOnce"/>.</param>
    /// <param name="cancellation">Stops before anything is booked; what is under way is finished.</param>
    /// <returns>One outcome for each draft.</returns>
    public async Task<IReadOnlyList<AdjustmentOutcome>> BookAsync(
        IReadOnlyList<AdjustmentDraft> drafts,
        CancellationToken cancellation
    )
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(drafts.Count, MostAtOnce);
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            Views? views = await openViews(cancellation).ConfigureAwait(false);
            using EntrySearch? search = views is null
                ? null
                : await EntrySearch.OpenAsync(ledger, views, cancellation).ConfigureAwait(false);
            return search is null
                ? [.. drafts.Select(_ => AdjustmentOutcome.Refused(AdjustmentStatus.Unavailable, ViewsAreBuilding))]
                : await BookAsync(drafts, search, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<IReadOnlyList<AdjustmentOutcome>> BookAsync(
        IReadOnlyList<AdjustmentDraft> drafts,
        EntrySearch search,
        CancellationToken cancellation
    )
    {
        AdjustmentJudge judge = new(search, time.GetUtcNow());
        List<AdjustmentOutcome> judged = [];
        foreach (AdjustmentDraft draft in drafts)
        {
            judged.Add(await judge.JudgeAsync(draft, cancellation).ConfigureAwait(false));
        }

        // All at once, so that the writer makes one commit of them; it keeps their order.
        Task<AdjustmentOutcome>[] appends = [.. judged.Select(AppendAsync)];
        return await Task.WhenAll(appends).ConfigureAwait(false);
    }

    private async Task<AdjustmentOutcome> AppendAsync(AdjustmentOutcome judged)
    {
        if (judged is not { Status: AdjustmentStatus.Booked, Entry: { } entry })
        {
            return judged;
        }

        AppendResult result = await ledger.AppendAsync(entry, CancellationToken.None).ConfigureAwait(false);
        return result.Status switch
        {
            AppendStatus.Appended => judged with { Sequence = result.Sequence },
            AppendStatus.TooLarge => AdjustmentOutcome.Refused(AdjustmentStatus.Invalid, result.Problem!),
            _ => AdjustmentOutcome.Refused(AdjustmentStatus.Unavailable, result.Problem!),
        };
    }
}
