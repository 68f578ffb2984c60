using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Budgets.Learning;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Budgets;

/// <summary>
/// The last gate: the authorization itself. It says what the call reserves, strictly, elastically or both, and puts the
/// ledger's verdict into words; the judging is the ledger's, in the commit of the entry. A call that no budget covers
/// passes at the cost of one look.
/// </summary>
/// <param name="ledger">Judges.</param>
/// <param name="pricing">The call's rates, and its plain bound.</param>
/// <param name="history">What calls like it have used.</param>
/// <param name="options">The settings.</param>
internal sealed class BudgetGate(ILedger ledger, CallPricing pricing, UsageHistory history, GatewayOptions options)
{
    /// <summary>
    /// Authorises the current attempt. The ledger's answer, or the refusal of a call that no strict budget can let pass.
    /// </summary>
    public async ValueTask<(AppendResult Result, Refusal? Refusal)> AuthorizeAsync(InferenceCall call, Guid id)
    {
        Reservation asked = Reserve(call, id);
        if (asked.Refusal is { } unbounded)
        {
            return (default, unbounded);
        }

        AppendResult result = await ledger
            .AppendAsync(asked.Authorization, call.Http.RequestAborted)
            .ConfigureAwait(false);
        while (result.Status == AppendStatus.OverBudget && asked.Smaller(result.Findings ?? []) is { } smaller)
        {
            asked = smaller;
            result = await ledger.AppendAsync(asked.Authorization, call.Http.RequestAborted).ConfigureAwait(false);
        }

        call.Attempt.Reserved = asked.Budgets.Count == 0 ? null : new Reserved(asked.Authorization, asked.Budgets);
        if (result.Status == AppendStatus.OverBudget)
        {
            call.Attempt.IsUpstreamOverBudget = UpstreamBudgets.AloneRefuse(result.Findings ?? [], asked.Budgets);
            return (result, Refuse(result.Findings ?? [], asked));
        }

        if (result.Findings is { Count: > 0 } findings)
        {
            Warn(call, findings, asked);
        }

        return (result, null);
    }

    /// <summary>What the current attempt would reserve, and where its output would be capped for it.</summary>
    public Reservation Reserve(InferenceCall call, Guid id)
    {
        Entry plain = CallEntries.Authorization(call, id, pricing.HoldFor(call));
        IReadOnlyList<Budget> budgets = ledger.BudgetsOn(plain);
        if (budgets.Count == 0)
        {
            return new Reservation(plain, budgets);
        }

        Reservation asked = new(plain, budgets);
        if (budgets.FirstOrDefault(NeedsBound) is { } strict)
        {
            asked = HoldStrictly(call, asked, strict);
        }

        bool elastic = asked.Refusal is null && budgets.Any(budget => budget.Hold == HoldMode.Elastic);
        return elastic && asked.Authorization.Hold is { } bound ? HoldElastically(call, asked, bound) : asked;
    }

    /// <summary>What the budgets would say, down to the smallest guess.</summary>
    public (Reservation Asked, IReadOnlyList<BudgetFinding> Findings) WouldSay(Reservation asked)
    {
        IReadOnlyList<BudgetFinding> findings = ledger.WouldSay(asked.Authorization);
        while (findings.Any(finding => finding.Refuses) && asked.Smaller(findings) is { } smaller)
        {
            asked = smaller;
            findings = ledger.WouldSay(asked.Authorization);
        }

        return (asked, findings);
    }

    /// <summary>What a call would reserve of which only the figures are known.</summary>
    /// <param name="authorization">Whose it is, and the model; without a hold.</param>
    /// <param name="inputTokens">Prompt tokens.</param>
    /// <param name="mostOutput">Most answer tokens; null for the default.</param>
    public Reservation Reserve(Entry authorization, long inputTokens, long? mostOutput)
    {
        string provider = authorization.Provider ?? "";
        string? model = authorization.ModelRequested;
        DateTimeOffset at = authorization.OccurredAt;
        long most = mostOutput ?? options.DefaultOutputTokens;
        Expectation usual = history.Of(authorization.Attribution.Key, model);
        RateBook book = pricing.Book;
        HoldEstimate Expect(long output) =>
            new(inputTokens, output, book.WorstCase(provider, model, at, inputTokens, output, []));
        Hold hold = new(inputTokens, most, book.WorstCase(provider, model, at, inputTokens, most, []))
        {
            Expected = Expect(Math.Min(most, usual.OutputTokens)),
        };
        Entry asked = authorization with { Hold = hold };
        return new Reservation(asked, ledger.BudgetsOn(asked)) { Guess = usual.IsGuess ? Expect : null };
    }

    /// <summary>Whether a budget's promise depends on the hold being a true bound.</summary>
    private static bool NeedsBound(Budget budget) =>
        budget is { Hold: HoldMode.Strict, Action: BudgetAction.Block, Shadow: false }
        && budget.Limits.Any(limit => limit.Unit is LimitUnit.Usd or LimitUnit.Tokens);

    private Reservation HoldStrictly(InferenceCall call, Reservation asked, Budget strict)
    {
        bool mayChange = call.IsPlain && !call.Upstream.KeepsSignature(call.Http.Request.Headers);
        RateBook book = pricing.BookOf(call);
        if (StrictBound.Of(book, call, mayChange) is not { } bound)
        {
            return asked;
        }

        if (bound.Unbounded is { } what)
        {
            return asked with { Refusal = BudgetRefusal.OfUnbounded(strict, what) };
        }

        long output = bound.OutputTokens ?? options.DefaultOutputTokens;
        if (bound.Settable is { } cap)
        {
            output = AffordableOutput.Of(ledger, bound, asked, output);
            call.Attempt.Changes.AddRange(cap.Set(output));
        }

        Hold hold = bound.With(output);
        Budget? inDollars = asked.Budgets.FirstOrDefault(budget =>
            NeedsBound(budget) && budget.Limits.Any(limit => limit.Unit == LimitUnit.Usd)
        );
        return hold.Amount is null && bound.IsPriced && inDollars is not null
            ? asked with
            {
                Refusal = BudgetRefusal.OfUnbounded(inDollars, "a price that is not one of tokens"),
            }
            : asked with
            {
                Authorization = asked.Authorization with { Hold = hold },
                CappedAt = bound.Settable is null ? null : output,
            };
    }

    private Reservation HoldElastically(InferenceCall call, Reservation asked, Hold bound)
    {
        if (bound.InputTokens == 0 && bound.OutputTokens == 0)
        {
            return asked;
        }

        Expectation usual = history.Of(call.Attribution.Key, call.ModelAsked);
        long input = Math.Min(bound.InputTokens, usual.InputTokens(call.MeantBytes.Length));
        long output = Math.Min(bound.OutputTokens, usual.OutputTokens * call.Reading.Choices);
        HoldEstimate Expect(long tokens) =>
            new(input, tokens, bound.Amount is null ? null : WorstCase(call, input, tokens));
        return asked with
        {
            Authorization = asked.Authorization with { Hold = bound with { Expected = Expect(output) } },
            Guess = usual.IsGuess ? Expect : null,
        };
    }

    private Usd? WorstCase(InferenceCall call, long input, long output) =>
        pricing
            .BookOf(call)
            .WorstCase(call.Upstream.Options.Provider, call.ModelMeant, call.ArrivedAt, input, output, call.Conditions);

    private Refusal Refuse(IReadOnlyList<BudgetFinding> findings, Reservation asked)
    {
        Refusal refusal = BudgetRefusal.Of(findings, asked.Budgets, asked.Authorization.ModelRequested);
        return options.RefuseLikeAgentLedger ? Form(asked).Dress(refusal) : refusal;
    }

    private void Warn(InferenceCall call, IReadOnlyList<BudgetFinding> findings, Reservation asked)
    {
        BudgetWarning.Note(call, findings);
        if (BudgetWarning.HeaderOf(findings) is { Length: > 0 } header)
        {
            IHeaderDictionary headers = call.Http.Response.Headers;
            headers[OwnHeaders.BudgetWarning] = header;
            AgentLedgerForm form = Form(asked);
            if (form.Daily is not null || form.Monthly is not null)
            {
                headers[AgentLedgerForm.WarningHeader] = form.Warning;
            }
        }
    }

    private AgentLedgerForm Form(Reservation asked) =>
        AgentLedgerForm.Of(ledger.WouldSay(Everything.AskedBy(asked.Authorization)), asked.Budgets);
}
