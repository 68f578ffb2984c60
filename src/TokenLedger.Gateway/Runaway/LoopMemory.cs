namespace TokenLedger.Gateway.Runaway;

/// <summary>What a loop is made of.</summary>
/// <param name="Kind">"repeat", "similar" or "cycle".</param>
/// <param name="Count">Steps that are the same, or alike, this one included.</param>
/// <param name="Length">Different steps that go round: 1, or the cycle's length.</param>
/// <param name="Until">Until when it is refused, in ticks; null when it is not.</param>
internal sealed record LoopFinding(string Kind, int Count, int Length = 1, long? Until = null);

/// <summary>
/// The newest steps of one session, as digests, and whether they go round in circles:
/// <list type="bullet">
/// <item>the same step (tool calls with their arguments and results, or prompt) <c>threshold</c> times within the window;</item>
/// <item>prompts that are alike, each counting half of one that is the same;</item>
/// <item>two to eight steps over and over (A-B-A-B), for as many steps as the threshold and at least three rounds.</item>
/// </list>
/// Steps that were never there before are progress: while they are a third of what lies between, nothing is a loop, so
/// tests run after every change may well fail the same way each time. What grows is no matter: only new turns are digested.
/// </summary>
/// <remarks>At most 512 steps of 32 bytes; by default 64. Not safe for several threads.</remarks>
internal sealed class LoopMemory(LoopRule rule)
{
    private const int LongestCycle = 8;
    private const int FewestRounds = 3;
    private const int FewestKept = 64;
    private const int MostKept = 512;

    /// <summary>Of so many steps one must be new for it to be progress.</summary>
    private const int ProgressShare = 3;

    private readonly int _most = (int)Math.Clamp(rule.Threshold * 2L, FewestKept, MostKept);
    private readonly int _farthest = 64 - (int)Math.Ceiling(64 * rule.SimilarPercent / 100m);
    private readonly List<Seen> _seen = [];
    private List<AgentStep>? _refused;
    private LoopFinding _why = null!; // set with what is refused

    /// <summary>When there was last a step that was never there before, in ticks; null when there was none.</summary>
    public long? ProgressAt { get; private set; }

    /// <summary>Judges the next step, and remembers it unless it is refused.</summary>
    /// <param name="step">The step; null when the call does not show what it does.</param>
    /// <param name="now">In ticks; may not go back.</param>
    /// <returns>The loop it is part of; null when it is none.</returns>
    public LoopFinding? Judge(AgentStep? step, long now)
    {
        if (_refused is not null && now >= _why.Until)
        {
            // The way out: what was refused begins anew.
            _seen.RemoveAll(seen => _refused.Exists(refused => IsLike(seen.Step, refused)));
            _refused = null;
        }

        if (_refused is not null && (rule.Action == AgentAction.CoolDown || Refuses(step)))
        {
            return _why;
        }

        if (step is not { } next)
        {
            ProgressAt = now; // nobody can say that it is not
            return null;
        }

        LoopFinding? found = Repeat(next, now) ?? Cycle(next, now);
        if (found is null || rule.Action == AgentAction.Warn)
        {
            Remember(next, now);
            return found;
        }

        _refused = [next, .. _seen.TakeLast(found.Length - 1).Select(seen => seen.Step)];
        return _why = found with { Until = now + rule.CoolDown.Ticks };
    }

    /// <summary>Forgets a step whose call was refused by something else.</summary>
    public void TakeBack(AgentStep step)
    {
        int last = _seen.FindLastIndex(seen => seen.Step == step);
        if (last >= 0)
        {
            _seen.RemoveAt(last);
        }
    }

    private bool Refuses(AgentStep? step) => step is { } next && _refused!.Exists(refused => IsLike(next, refused));

    private LoopFinding? Repeat(AgentStep next, long now)
    {
        long from = now - rule.Window.Ticks;
        int same = 1;
        int alike = 0;
        int between = 0;
        int news = 0;
        int newsAtFirst = 0;
        int betweenAtFirst = 0;
        for (int i = _seen.Count - 1; i >= 0 && _seen[i].At > from; i--)
        {
            between++;
            bool isSame = _seen[i].Step.Exact == next.Exact;
            if (isSame || IsLike(_seen[i].Step, next))
            {
                same += isSame ? 1 : 0;
                alike += isSame ? 0 : 1;
                newsAtFirst = news;
                betweenAtFirst = between;
            }
            else
            {
                news += _seen[i].IsNew ? 1 : 0;
            }
        }

        bool progress = newsAtFirst * ProgressShare >= betweenAtFirst + 1;
        if (same + (alike / 2) < rule.Threshold || progress)
        {
            return null;
        }

        return new LoopFinding(same >= rule.Threshold ? "repeat" : "similar", same + alike);
    }

    private LoopFinding? Cycle(AgentStep next, long now)
    {
        long from = now - rule.Window.Ticks;
        for (int length = 2; length <= LongestCycle; length++)
        {
            int run = 0;
            for (int i = _seen.Count; i - length >= 0 && _seen[i - length].At > from; i--)
            {
                ulong step = i == _seen.Count ? next.Exact : _seen[i].Step.Exact;
                if (step != _seen[i - length].Step.Exact)
                {
                    break;
                }

                run++;
            }

            if (run > 0 && run + length >= Math.Max(rule.Threshold, FewestRounds * length))
            {
                return new LoopFinding("cycle", run + length, length);
            }
        }

        return null;
    }

    private void Remember(AgentStep step, long now)
    {
        bool isNew = !_seen.Exists(seen => seen.Step.Exact == step.Exact || IsLike(seen.Step, step));
        ProgressAt = isNew ? now : ProgressAt;
        if (_seen.Count == _most)
        {
            _seen.RemoveRange(0, _most / 4);
        }

        _seen.Add(new Seen(step, now, isNew));
    }

    private bool IsLike(AgentStep left, AgentStep right) =>
        left.Exact == right.Exact
        || (
            rule.SimilarPercent < 100
            && left.Alike is { } one
            && right.Alike is { } other
            && Likeness.Distance(one, other) <= _farthest
        );

    private readonly record struct Seen(AgentStep Step, long At, bool IsNew);
}
