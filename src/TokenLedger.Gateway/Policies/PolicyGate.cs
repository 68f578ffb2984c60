using TokenLedger.Accounting.Policies;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Gates;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Policies.DecisionPoint;
using TokenLedger.Gateway.Policies.Input;
using TokenLedger.Gateway.Policies.Rewriting;
using TokenLedger.Ledger;

namespace TokenLedger.Gateway.Policies;

/// <summary>
/// Judges calls by the rules: denials first, then what the decision point says, then approvals; what passes is changed as
/// the rules say, and its warnings are told. Without rules it costs a look at an empty list.
/// </summary>
/// <param name="book">The rules.</param>
/// <param name="decisions">Asks the decision point; null when none is configured.</param>
/// <param name="intake">Reads a changed request again.</param>
/// <param name="pricing">What bounds a call's cost.</param>
/// <param name="rates">What prices it.</param>
/// <param name="ledger">Whose balances rules may read.</param>
/// <param name="identity">Says whether the caller may use a model that a rule sets.</param>
/// <param name="time">The clock of approvals.</param>
internal sealed class PolicyGate(
    PolicyBook book,
    DecisionClient? decisions,
    RequestIntake intake,
    CallPricing pricing,
    RatesInForce rates,
    ILedger ledger,
    IdentityGate identity,
    TimeProvider time
) : IGate
{
    /// <inheritdoc/>
    public ValueTask<Refusal?> JudgeAsync(InferenceCall call, CancellationToken cancellation)
    {
        PolicySnapshot now = book.Now;
        if (now.Set.Rules.Count == 0)
        {
            return default;
        }

        call.PolicyRevision = now.Set.Revision;
        CallInput input = new(call, pricing, rates, ledger);
        PolicyVerdict verdict = now.Set.Judge(input);
        if (verdict.IsSilent)
        {
            return default;
        }

        foreach (PolicyFinding finding in verdict.Findings)
        {
            if (finding.Rule.DryRun && finding.Rule.Action is not (PolicyAction.Allow or PolicyAction.Ask))
            {
                call.Warnings.Add(finding.Subject);
            }
        }

        return verdict.Denial is { } denial
            ? new(PolicyRefusals.Denied(denial))
            : JudgeAsync(call, input, now, verdict, cancellation);
    }

    /// <summary>
    /// Judges an attempt that may follow at another upstream or with another model. What is denied there, or would have to
    /// be changed for it, is not sent there; the call's entries say so.
    /// </summary>
    /// <returns>Why it is not sent there; null when it may be.</returns>
    public async ValueTask<Refusal?> JudgeAsync(InferenceCall call, Attempt there, CancellationToken cancellation)
    {
        PolicySnapshot now = book.Now;
        if (now.Set.Rules.Count == 0)
        {
            return null;
        }

        using IDisposable imagined = call.Imagine(there);
        intake.Suit(call);
        CallInput input = new(call, pricing, rates, ledger);
        PolicyVerdict verdict = now.Set.Judge(input);
        if (verdict.IsSilent)
        {
            return null;
        }

        CallWishes wishes = CallWishes.Of(verdict);
        Refusal? refusal = verdict.Denial is { } denial
            ? PolicyRefusals.Denied(denial)
            : await StopAsync(call, input, now, verdict, wishes, cancellation).ConfigureAwait(false)
                ?? OtherChange(call, wishes);
        if (refusal?.Subject is { } subject)
        {
            string warning = $"{subject}:passed_over:{there.Upstream.Options.Name}/{there.ModelAsked}";
            if (!call.Warnings.Contains(warning))
            {
                call.Warnings.Add(warning);
            }
        }

        return refusal;
    }

    private async ValueTask<Refusal?> JudgeAsync(
        InferenceCall call,
        CallInput input,
        PolicySnapshot now,
        PolicyVerdict verdict,
        CancellationToken cancellation
    )
    {
        CallWishes wishes = CallWishes.Of(verdict);
        if (await StopAsync(call, input, now, verdict, wishes, cancellation).ConfigureAwait(false) is { } stop)
        {
            return stop;
        }

        Refusal? impossible = Change(call, wishes);
        if (impossible is null)
        {
            Tell(call, wishes);
        }

        return impossible;
    }

    /// <summary>Asks the decision point, which may add wishes, and looks for approvals that are wanted.</summary>
    private async ValueTask<Refusal?> StopAsync(
        InferenceCall call,
        CallInput input,
        PolicySnapshot now,
        PolicyVerdict verdict,
        CallWishes wishes,
        CancellationToken cancellation
    )
    {
        foreach (PolicyFinding question in verdict.Findings.Where(one => one.Rule.Action == PolicyAction.Ask))
        {
            if (await AskAsync(call, input, question, wishes, cancellation).ConfigureAwait(false) is { } refusal)
            {
                return refusal;
            }
        }

        DateTimeOffset at = time.GetUtcNow();
        foreach (PolicyFinding stop in wishes.Approvals)
        {
            if (!now.Approvals.Any(approval => approval.Covers(stop.Rule.Id, input, at)))
            {
                return PolicyRefusals.ApprovalRequired(stop);
            }
        }

        return null;
    }

    private async ValueTask<Refusal?> AskAsync(
        InferenceCall call,
        CallInput input,
        PolicyFinding finding,
        CallWishes wishes,
        CancellationToken cancellation
    )
    {
        DecisionQuestion question = finding.Rule.Question!;
        DecisionAnswer answer = decisions is null
            ? new() { Allowed = question.AllowOnError, Failure = "no decision point is configured" }
            : await decisions.AskAsync(question, input, cancellation).ConfigureAwait(false);
        call.NoteDecision(answer.DecisionId, answer.Revision);
        if (finding.Rule.DryRun)
        {
            if (!answer.Allowed || answer.RequireApproval)
            {
                call.Warnings.Add(finding.Subject);
            }

            return null;
        }

        if (!answer.Allowed)
        {
            return PolicyRefusals.Denied(finding, answer);
        }

        wishes.Add(finding, answer);
        return null;
    }

    /// <summary>Changes the request; a change that cannot be made is a refusal.</summary>
    private Refusal? Change(InferenceCall call, CallWishes wishes)
    {
        if (!wishes.ChangesRequest)
        {
            return null;
        }

        RequestRewrite rewrite = new(call, book.Options.Patterns);
        if (rewrite.Take(wishes) is var (finding, obstacle))
        {
            return PolicyRefusals.Unchangeable(finding, obstacle);
        }

        if (rewrite.Apply())
        {
            intake.ReadAgain(call);
        }

        // What a caller may use does not grow because a rule says so.
        if (
            wishes.Model is { } set
            && !identity.Allows(call, call.Upstream.Options, call.ModelMeant ?? call.ModelAsked)
        )
        {
            return PolicyRefusals.NotForCaller(set.Finding, set.Model);
        }

        call.Warnings.AddRange(rewrite.Notes);
        if (rewrite.Redacts)
        {
            call.Flags.Add(PolicyRefusals.RedactedFlag);
        }

        return null;
    }

    /// <summary>The refusal of an attempt that would have to be changed in another way than the call was.</summary>
    private Refusal? OtherChange(InferenceCall call, CallWishes wishes)
    {
        RequestRewrite rewrite = new(call, book.Options.Patterns);
        return rewrite.Take(wishes) is var (finding, obstacle) ? PolicyRefusals.Unchangeable(finding, obstacle)
            : rewrite.ChangedBy is { } changing
                ? PolicyRefusals.Unchangeable(changing, "the call was made ready for another model")
            : null;
    }

    private static void Tell(InferenceCall call, CallWishes wishes)
    {
        if (wishes.Warnings.Count == 0)
        {
            return;
        }

        string[] rules = [.. wishes.Warnings.Select(finding => finding.Rule.Id).Distinct(StringComparer.Ordinal)];
        call.Warnings.AddRange(rules.Select(rule => "policy:" + rule));
        call.Http.Response.Headers[OwnHeaders.PolicyWarning] = string.Join(", ", rules);
    }

    /// <inheritdoc/>
    public void End(InferenceCall call) { }
}
