using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;
using TokenLedger.Gateway.Budgets.Learning;
using TokenLedger.Gateway.Calls;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Budgets;

/// <summary>
/// Reserves more while an answer streams past what was expected of it. The stream does not wait for it, unless it would
/// outrun what is held and a budget wants it cut then.
/// </summary>
/// <param name="call">The call; tops up its current attempt.</param>
/// <param name="ledger">Where it is reserved.</param>
/// <param name="pricing">The call's rates.</param>
/// <param name="ids">Makes the entries' ids.</param>
/// <param name="time">The clock.</param>
internal sealed class TopUp(InferenceCall call, ILedger ledger, CallPricing pricing, EntryIds ids, TimeProvider time)
{
    /// <summary>The part of what is held, in percent, from which more is asked for.</summary>
    public const int Threshold = 80;

    /// <summary>
    /// Bytes of text taken as one token: fewer than any model's, so that what has passed is not underestimated. What a
    /// model thinks and does not send cannot be seen; it is debited at the end.
    /// </summary>
    public const int BytesPerToken = 3;

    private readonly Entry _first = call.Attempt.Reserved!.Authorization;
    private readonly IReadOnlyList<Budget> _budgets = call.Attempt.Reserved!.Budgets;
    private readonly long _most = call.Attempt.Reserved!.Authorization.Hold!.OutputTokens;
    private long _held = call.Attempt.Reserved!.Authorization.Hold!.Expected!.OutputTokens;
    private Task _asking = Task.CompletedTask;
    private bool _refused;

    /// <summary>The top-up of an attempt; null when it estimated nothing.</summary>
    public static TopUp? Of(InferenceCall call, ILedger ledger, CallPricing pricing, EntryIds ids, TimeProvider time) =>
        call.Attempt.Reserved?.Authorization.Hold?.Expected is { OutputTokens: > 0 }
            ? new(call, ledger, pricing, ids, time)
            : null;

    /// <summary>Whether a budget wants the stream cut when no more can be had.</summary>
    public bool MayCut => _budgets.Any(budget => budget is { Hold: HoldMode.Elastic, MidStream: ReachedMidStream.Cut });

    /// <summary>Told how much of the answer has come, before it passes on.</summary>
    /// <param name="answerBytes">Bytes of text so far.</param>
    /// <returns>Completes at once, or, where the answer would outrun the hold under a budget that cuts, with the verdict.</returns>
    public async ValueTask NoteAsync(long answerBytes)
    {
        long passed = answerBytes / BytesPerToken;
        while (!_refused && _held < _most && passed * 100 >= _held * Threshold)
        {
            if (_asking.IsCompleted)
            {
                _asking = AskAsync(passed);
            }

            if (passed < _held || !MayCut)
            {
                return;
            }

            await _asking.ConfigureAwait(false);
        }
    }

    /// <summary>Waits for what is under way: after the settlement nothing may be reserved any more.</summary>
    public Task FinishAsync()
    {
        _refused = true;
        return _asking;
    }

    private async Task AskAsync(long passed)
    {
        // Doubling: however long an answer becomes, a handful of top-ups carry it. What is left may carry a part of that.
        long more = Math.Min(Math.Max(_held, passed), _most - _held);
        AppendResult result = await AskForAsync(more).ConfigureAwait(false);
        while (result.Status == AppendStatus.OverBudget && more > UsageHistory.LeastOutput)
        {
            more = Math.Max(more / 2, UsageHistory.LeastOutput);
            result = await AskForAsync(more).ConfigureAwait(false);
        }

        if (result.IsAppended)
        {
            _held += more;
            return;
        }

        _refused = true;
        if (result.Status == AppendStatus.OverBudget && Cuts(result.Findings ?? []) is { } findings)
        {
            call.Cut.Request(BudgetRefusal.Of(findings, _budgets, _first.ModelRequested));
        }
    }

    private ValueTask<AppendResult> AskForAsync(long more)
    {
        Entry entry = _first with
        {
            Id = ids.Next(time.GetUtcNow()),
            CausedBy = _first.Id,
            Hold = Increase(more),
            RequestDigest = null,
            IdempotencyKey = null,
            ToolsOffered = null,
            Flags = [],
        };
        return ledger.AppendAsync(entry, CancellationToken.None);
    }

    /// <summary>
    /// What is reserved beside the first hold. The bound was reserved whole by that one, so a strict budget is asked for
    /// nothing.
    /// </summary>
    private Hold Increase(long more)
    {
        HoldEstimate expected = _first.Hold!.Expected!;
        // Of an unpriced call a ceiling was reserved by the first hold; asking for none here must not reserve it again.
        Usd amount = expected.Amount is null ? Usd.Zero : Price(expected, _held + more) - Price(expected, _held);
        return new Hold(0, 0, Usd.Zero) { Expected = new HoldEstimate(0, more, amount) };
    }

    private Usd Price(HoldEstimate expected, long output) =>
        pricing
            .BookOf(call)
            .WorstCase(
                call.Upstream.Options.Provider,
                call.ModelMeant,
                call.ArrivedAt,
                expected.InputTokens,
                output,
                call.Conditions
            )
        ?? Usd.Zero;

    /// <summary>The refusing findings, when one is of a budget that cuts.</summary>
    private BudgetFinding[]? Cuts(IReadOnlyList<BudgetFinding> findings)
    {
        BudgetFinding[] cutting =
        [
            .. findings.Where(finding =>
                finding.Refuses
                && _budgets.Any(budget => budget.Id == finding.Budget && budget.MidStream == ReachedMidStream.Cut)
            ),
        ];
        return cutting.Length == 0 ? null : cutting;
    }
}
