using TokenLedger.Accounting.Money;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Gates;
using TokenLedger.Gateway.Limits;

namespace TokenLedger.Gateway.Runaway;

/// <summary>
/// Stops agents that run away, or says of them that they do: loops, burn rates, trees too deep or too wide, ghosts. What it
/// says stands in the call's entries; whoever follows the ledger can act on it.
/// </summary>
/// <param name="rules">What is looked for.</param>
/// <param name="sessions">The sessions.</param>
/// <param name="steps">Reads what calls do.</param>
/// <param name="time">The clock.</param>
internal sealed partial class RunawayGate(AgentRules rules, LiveSessions sessions, StepReader steps, TimeProvider time)
    : IGate
{
    private readonly GateClock _clock = new(time);
    private readonly AgentTree? _tree = rules.Tree is { } tree ? new(tree) : null;
    private readonly BurnBook[] _burns = [.. rules.Burns.Select(rule => new BurnBook(rule))];
    private readonly bool _readsSteps = rules.Loop is not null || rules.Ghost is not null;

    /// <inheritdoc/>
    public ValueTask<Refusal?> JudgeAsync(InferenceCall call, CancellationToken cancellation)
    {
        LiveSession? session = sessions.Of(call.Attribution, call.ArrivedAt);
        if (session is null && _burns.Length == 0 && _tree is null)
        {
            return default;
        }

        call.AgentStep = _readsSteps && session is not null ? steps.Read(call) : null;
        CountedCall counted = CountedCall.Of(call);
        AgentVisit visit = new(session, _burns.Length == 0 ? [] : [.. _burns.Where(burn => burn.Covers(counted))]);
        Refusal? refusal = Judge(call, counted, visit, _clock.Now);
        call.AgentVisit = refusal is null ? visit : null;
        return new(refusal);
    }

    /// <inheritdoc/>
    public void End(InferenceCall call)
    {
        if (call.AgentVisit is not { } visit)
        {
            return;
        }

        bool wasSent = CallTokens.WasSent(call);
        Usd cost = CostOf(call);
        long tokens = CallTokens.Used(call);
        foreach (BurnBook burn in wasSent ? visit.Burns : [])
        {
            burn.Add(CountedCall.Of(call), _clock.Now, cost, tokens);
        }

        if (visit.Session is { } session)
        {
            lock (session.Gate)
            {
                if (wasSent)
                {
                    session.End(call.EndedAt, cost, tokens, call.Attribution.SessionEnds == true);
                    return;
                }

                session.TakeBack();
                if (call.AgentStep is { } step)
                {
                    session.Steps.TakeBack(step);
                }
            }
        }
    }

    /// <summary>What all its attempts cost, as far as priced.</summary>
    private static Usd CostOf(InferenceCall call)
    {
        Usd cost = Usd.Zero;
        foreach (Attempt attempt in call.Attempts)
        {
            cost += attempt.Settlement?.KnownCost ?? attempt.Settlement?.Cost ?? Usd.Zero;
        }

        return cost;
    }

    private Refusal? Judge(InferenceCall call, CountedCall counted, AgentVisit visit, long now)
    {
        // The step comes last: a call that something else refuses has not taken it.
        Refusal? refusal = JudgeTree(call, visit, now) ?? JudgeBurns(call, counted, visit, now);
        if (visit.Session is not { } session)
        {
            return refusal;
        }

        lock (session.Gate)
        {
            refusal ??= rules.Loop is not null || _readsSteps ? JudgeStep(call, session, now) : null;
            if (refusal is not null)
            {
                session.Refuse(call.Attribution, call.ArrivedAt);
                return refusal;
            }

            session.Begin(call.Attribution, call.ArrivedAt);
            if (IsGhost(session, call.ArrivedAt, now))
            {
                Warn(call, session, AgentSignals.Ghost);
            }

            return null;
        }
    }

    private Refusal? JudgeStep(InferenceCall call, LiveSession session, long now)
    {
        if (session.Steps.Judge(call.AgentStep, now) is not { } loop)
        {
            return null;
        }

        session.Flags.Add(AgentSignals.Loop);
        if (loop.Until is { } until)
        {
            return RunawayRefusals.Loop(loop, rules.Loop!, time.GetUtcNow().AddTicks(until - now));
        }

        Warn(call, session, AgentSignals.Loop);
        return null;
    }

    private static Refusal? JudgeBurns(InferenceCall call, CountedCall counted, AgentVisit visit, long now)
    {
        foreach (BurnBook burn in visit.Burns)
        {
            if (burn.Judge(counted, now) is not var (words, wait))
            {
                continue;
            }

            Warn(call, visit.Session, AgentSignals.BurnRate, onEntry: burn.Rule.Action == AgentAction.Warn);
            if (burn.Rule.Action != AgentAction.Warn)
            {
                return RunawayRefusals.Burn(burn.Rule, words, wait);
            }
        }

        return null;
    }

    private Refusal? JudgeTree(InferenceCall call, AgentVisit visit, long now)
    {
        if (_tree?.Judge(call.Attribution, now) is not var (code, words))
        {
            return null;
        }

        bool warns = rules.Tree!.Action == AgentAction.Warn;
        Warn(call, visit.Session, code, onEntry: warns);
        return warns ? null : RunawayRefusals.Tree(code, words);
    }

    private bool IsGhost(LiveSession session, DateTimeOffset at, long now)
    {
        if (
            rules.Ghost is not { } ghost
            || at - session.StartedAt < ghost.Age
            || session.Calls < ghost.Calls
            || session.Cost < ghost.Cost
        )
        {
            return false;
        }

        bool isOwned = session.Attribution.User is not null || session.Attribution.Feature is not null;
        bool progresses = session.Steps.ProgressAt is not { } last || now - last < ghost.Age.Ticks;
        return !isOwned || !progresses;
    }

    private static void Warn(InferenceCall call, LiveSession? session, string signal, bool onEntry = true)
    {
        if (onEntry && !call.Warnings.Contains(signal))
        {
            call.Warnings.Add(signal);
        }

        session?.Flags.Add(signal);
    }
}
