using Microsoft.Extensions.Logging;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Policies;
using TokenLedger.Gateway.Relay;
using TokenLedger.Gateway.Upstreams.Breakers;

namespace TokenLedger.Gateway.Upstreams.Rotation;

/// <summary>
/// Decides where each attempt of a call goes: to the upstream its path names or to a member of its pool, again there, or
/// on along its chain, past breakers that are open. Nothing is tried again once the answer has begun.
/// </summary>
/// <remarks>
/// A request is repeated when nothing of it can have been done (no connection), or when repeating it does no more than cost
/// again: a model's answer, a reading. What may store or start something is not.
/// </remarks>
internal sealed partial class UpstreamRotation
{
    private static readonly TimeSpan s_longestRest = TimeSpan.FromMinutes(1);

    private readonly RoutingOptions _options;
    private readonly CircuitBreakers _breakers;
    private readonly AttemptResolution _resolution;
    private readonly RequestIntake _intake;
    private readonly IdentityGate _identity;
    private readonly PolicyGate _policies;
    private readonly OpenCalls _open;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Dictionary<Upstream, Target[]> _alone;
    private readonly Pool[] _pools;
    private readonly (FallbackOptions Chain, Target[] To)[] _fallbacks;

    /// <summary>Puts it together.</summary>
    /// <exception cref="ArgumentException">A pool or a chain names an upstream that does not exist.</exception>
    public UpstreamRotation(
        RoutingOptions options,
        UpstreamTable table,
        CircuitBreakers breakers,
        AttemptResolution resolution,
        RequestIntake intake,
        IdentityGate identity,
        PolicyGate policies,
        OpenCalls open,
        TimeProvider time,
        ILogger log
    )
    {
        _options = options;
        _breakers = breakers;
        _resolution = resolution;
        _intake = intake;
        _identity = identity;
        _policies = policies;
        _open = open;
        _time = time;
        _log = log;
        _alone = table.All.ToDictionary(upstream => upstream, upstream => new[] { new Target(upstream, null, 1) });
        _pools = [.. options.Pools.Select(pool => new Pool(pool, TargetsOf(pool.Members, table)))];
        _fallbacks = [.. options.Fallbacks.Select(chain => (chain, TargetsOf(chain.To, table)))];
    }

    private static Target[] TargetsOf(IReadOnlyList<TargetOptions> targets, UpstreamTable table) =>
        [.. targets.Select(target => new Target(table.Named(target.Upstream), target.Model, target.Weight))];

    /// <summary>
    /// Aims a call at the first place that takes it. The refusal when every breaker on its way is open, or policies allow
    /// none of the places.
    /// </summary>
    public ValueTask<Refusal?> AimAsync(InferenceCall call, CancellationToken cancellation) =>
        _options.IsOff ? default : AimByPlanAsync(call, cancellation);

    private async ValueTask<Refusal?> AimByPlanAsync(InferenceCall call, CancellationToken cancellation)
    {
        Attempt first = call.Attempt;
        AttemptPlan plan = new(
            new UpstreamMatch(first.Upstream, first.Route, first.Path),
            first.OtherModel,
            first.ModelAsked,
            TargetsOf(call)
        );
        call.Plan = plan;
        Obstacles met = new();
        if (await FindOpeningAsync(call, plan, from: 0, met, cancellation).ConfigureAwait(false) is { } opening)
        {
            Begin(call, plan, opening);
            return null;
        }

        return met.Wait > TimeSpan.Zero
            ? Refusal.CircuitOpen(first.Upstream.Options.Name, first.ModelAsked, met.Wait)
            : met.Denial; // null: nowhere else can it go as it is
    }

    /// <summary>Takes an upstream out of a call's way whose own budget is used up. False when there is no other.</summary>
    public async ValueTask<bool> AimPastAsync(InferenceCall call, CancellationToken cancellation)
    {
        if (
            !call.Attempt.IsUpstreamOverBudget
            || call.Plan is not { } plan
            || await FindOpeningAsync(call, plan, plan.At + 1, new(), cancellation).ConfigureAwait(false)
                is not { } opening
        )
        {
            return false;
        }

        End(call);
        Begin(call, plan, opening);
        return true;
    }

    /// <summary>
    /// Asks what comes after an attempt, and has it begin: true when the call is to be authorised and sent again. Then the
    /// attempt before is resolved, and waited has been as long as it takes.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="answer">The answer's head, not passed on yet; null when there is none.</param>
    public ValueTask<bool> TryAgainAsync(InferenceCall call, HttpResponseMessage? answer)
    {
        if (call.Plan is not { } plan || call.Http.Response.HasStarted || !IsFailure(call, answer))
        {
            return ValueTask.FromResult(false);
        }

        NoteRest(call, answer);
        return call.Attempt.Number < RoutingOptions.MostAttempts && IsRepeatable(call)
            ? GoOnAsync(call, plan, answer)
            : ValueTask.FromResult(false);
    }

    /// <summary>Lets go of what an attempt has of its breaker that will never be told how it went.</summary>
    public void End(InferenceCall call)
    {
        if (call.Attempt.Permit is { } permit)
        {
            call.Attempt.Permit = null;
            _breakers.Release(call.Upstream.Options.Name, call.ModelAsked, permit);
        }
    }

    private IReadOnlyList<Target> TargetsOf(InferenceCall call)
    {
        string upstream = call.Upstream.Options.Name;
        string? model = call.ModelAsked;
        Pool? pool = Array.Find(_pools, pool => pool.Concerns(upstream, model));
        IReadOnlyList<Target> first = pool?.Order(call, target => IsWell(call, target)) ?? _alone[call.Upstream];
        (FallbackOptions Chain, Target[] To) found = Array.Find(
            _fallbacks,
            fallback => fallback.Chain.Upstream == upstream && Target.Concerns(fallback.Chain.Models, model)
        );
        return found.To is null ? first : [.. first, .. found.To];
    }

    private bool IsWell(InferenceCall call, Target target) =>
        _breakers.WaitFor(target.Upstream.Options.Name, target.Model ?? call.ModelAsked) == TimeSpan.Zero;

    /// <summary>The first target from a place on that lets the call in; one that asked to be left alone only if no other does.</summary>
    private async ValueTask<Opening?> FindOpeningAsync(
        InferenceCall call,
        AttemptPlan plan,
        int from,
        Obstacles met,
        CancellationToken cancellation
    )
    {
        for (int pass = 0; pass < 2; pass++)
        {
            for (int at = from; at < plan.Targets.Count; at++)
            {
                bool rests = pass == 0 && plan.Targets.Count > 1 && IsResting(plan, plan.Targets[at]);
                if (
                    !rests
                    && await TryEnterAsync(call, plan, at, met, cancellation).ConfigureAwait(false) is { } opening
                )
                {
                    return opening;
                }
            }
        }

        return null;
    }

    private bool IsResting(AttemptPlan plan, Target target) =>
        _breakers.RestOf(target.Upstream.Options.Name, plan.AskedOf(target)) > TimeSpan.Zero;

    private async ValueTask<Opening?> TryEnterAsync(
        InferenceCall call,
        AttemptPlan plan,
        int at,
        Obstacles met,
        CancellationToken cancellation
    )
    {
        Target target = plan.Targets[at];
        if (target.Match(call, plan.Origin) is not { } match)
        {
            return null;
        }

        string? asked = plan.AskedOf(target);
        bool isAsAsked = match == plan.Origin && target.Model is null;
        if (!isAsAsked)
        {
            if (!_identity.Allows(call, target.Upstream.Options, target.Upstream.ModelMeantBy(asked)))
            {
                return null;
            }

            Attempt there = call.AttemptAt(match, target.Model ?? plan.Model);
            if (await _policies.JudgeAsync(call, there, cancellation).ConfigureAwait(false) is { } denial)
            {
                met.Denial = denial;
                return null;
            }
        }

        if (_breakers.TryEnter(target.Upstream.Options.Name, asked, out BreakerPermit permit, out TimeSpan left))
        {
            return new Opening(at, match, target.Model ?? plan.Model, asked, permit);
        }

        met.Wait = met.Wait == TimeSpan.Zero || left < met.Wait ? left : met.Wait;
        return null;
    }

    /// <summary>What kept a call out of the places it was tried at.</summary>
    private sealed class Obstacles
    {
        /// <summary>How long the breaker that closes first stays open; zero when none is.</summary>
        public TimeSpan Wait { get; set; }

        /// <summary>What a policy says of a place; null when none denies one.</summary>
        public Refusal? Denial { get; set; }
    }

    private void Begin(InferenceCall call, AttemptPlan plan, Opening opening)
    {
        plan.GoTo(opening.At);
        bool isAsItIs =
            call.Attempt.Authorization is null
            && opening.Match == plan.Origin
            && call.Upstream == opening.Match.Upstream
            && call.Attempt.OtherModel == opening.Model;
        if (!isAsItIs)
        {
            call.AimAt(opening.Match, opening.Model);
            _intake.Suit(call);
        }

        call.Attempt.Permit = opening.Permit;
    }

    private async ValueTask<bool> GoOnAsync(InferenceCall call, AttemptPlan plan, HttpResponseMessage? answer)
    {
        CancellationToken gone = call.Http.RequestAborted;
        TimeSpan? delay = DelayBeforeRetry(call, plan, answer);
        Opening? again = delay is null
            ? null
            : await TryEnterAsync(call, plan, plan.At, new(), gone).ConfigureAwait(false);
        Opening? next = again ?? await FindOpeningAsync(call, plan, plan.At + 1, new(), gone).ConfigureAwait(false);
        if (next is not { } opening)
        {
            return false;
        }

        bool resolved =
            call.Attempt.IsResolved
            || await _resolution
                .SettleAsync(call, new RelayEnd(CallOutcome.UpstreamRefused, Complete: false))
                .ConfigureAwait(false);
        if (!resolved || (again is not null && !await WaitAsync(call, delay!.Value).ConfigureAwait(false)))
        {
            _breakers.Release(opening.Match.Upstream.Options.Name, opening.Asked, opening.Permit);
            return false;
        }

        LogAgain(call.Id, call.Attempt.Number + 1, opening.Match.Upstream.Options.Name, call.Attempt.Outcome ?? "");
        answer?.Dispose();
        Begin(call, plan, opening);
        return true;
    }

    /// <summary>How long to wait before asking the same upstream again; null when it is not asked again.</summary>
    private TimeSpan? DelayBeforeRetry(InferenceCall call, AttemptPlan plan, HttpResponseMessage? answer)
    {
        bool isOver =
            plan.Retries >= _options.Retries.Most
            // What was silent for so long is not waited for twice.
            || call.Attempt.Outcome == CallOutcome.UpstreamTimeout
            || (
                answer is not null
                && answer.Headers.NonValidated.TryGetValues("x-should-retry", out var said)
                && said.ToString() == "false"
            );
        TimeSpan? asked = answer is null ? null : BackOff.AskedBy(answer, _time.GetUtcNow());
        return isOver ? null : BackOff.Before(_options.Retries, plan.Retries + 1, asked, Random.Shared.NextDouble());
    }

    /// <summary>Waits. False when the caller has left, or the call is to end.</summary>
    private async ValueTask<bool> WaitAsync(InferenceCall call, TimeSpan delay)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(
            call.Http.RequestAborted,
            _open.Cut,
            call.Cut.Token
        );
        try
        {
            await Task.Delay(delay, _time, ended.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            call.Attempt.Failure = call.Http.RequestAborted.IsCancellationRequested
                ? null
                : call.Cut.Why ?? Refusal.Stopping;
            return false;
        }
    }

    private bool IsFailure(InferenceCall call, HttpResponseMessage? answer) =>
        answer is not null
            ? _options.Retries.Statuses.Contains((int)answer.StatusCode)
            : call.Attempt.Failure is not null
                && call.Attempt.Outcome
                    is CallOutcome.UpstreamUnreachable
                        or CallOutcome.UpstreamFailed
                        or CallOutcome.UpstreamTimeout
                        or CallOutcome.StreamCut;

    private static bool IsRepeatable(InferenceCall call) =>
        call.Attempt.Outcome == CallOutcome.UpstreamUnreachable
        || call.Route.Kind == RouteKind.Inference
        || HttpMethods.IsGet(call.Http.Request.Method)
        || HttpMethods.IsHead(call.Http.Request.Method);

    private void NoteRest(InferenceCall call, HttpResponseMessage? answer)
    {
        if (answer is not null && BackOff.AskedBy(answer, _time.GetUtcNow()) is { } asked && asked > TimeSpan.Zero)
        {
            TimeSpan rest = asked < s_longestRest ? asked : s_longestRest;
            _breakers.RestFor(call.Upstream.Options.Name, call.ModelAsked, rest);
        }
    }

    [LoggerMessage(LogLevel.Information, "Call {Call}: attempt {Attempt} goes to upstream {Upstream}, after {Outcome}")]
    private partial void LogAgain(Guid call, int attempt, string upstream, string outcome);
}
