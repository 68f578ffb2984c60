using TokenLedger.Accounting.Money;
using TokenLedger.Gateway.Limits;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Runaway;

/// <summary>What the gate knew before a start, from the ledger's own entries in their order.</summary>
internal sealed partial class RunawayGate
{
    /// <summary>How far back its rules look.</summary>
    public TimeSpan LongestMemory =>
        new(
            new[]
            {
                rules.Loop is { } loop ? loop.Window + loop.CoolDown : TimeSpan.Zero,
                rules.Tree is { } tree ? tree.Window : TimeSpan.Zero,
                rules.Ghost is { } ghost ? ghost.Age : TimeSpan.Zero,
            }
                .Concat(_burns.Select(burn => burn.LongestMemory))
                .Max(length => length.Ticks)
        );

    /// <summary>Takes in an entry from before the start.</summary>
    public void Restore(Entry entry)
    {
        // A top-up belongs to a call that was counted, and so does a further attempt.
        bool isCall = entry.BeginsCall;
        bool isEnd = entry.Kind is EntryKind.Settlement or EntryKind.Void;
        bool isRefusal = entry.Kind == EntryKind.Rejection;
        if (!isCall && !isEnd && !isRefusal)
        {
            return;
        }

        long at = _clock.At(entry.RecordedAt);
        // Who was refused for its place in the tree has a place in it.
        if (isCall || (isRefusal && entry.Outcome is ("agent_depth" or "agent_fanout")))
        {
            _tree?.Judge(entry.Attribution, at);
        }

        RestoreBurns(entry, at);
        if (sessions.Of(entry.Attribution, entry.OccurredAt) is { } session)
        {
            lock (session.Gate)
            {
                RestoreSession(session, entry, isCall, at);
            }
        }
    }

    private void RestoreSession(LiveSession session, Entry entry, bool isCall, long at)
    {
        session.Flags.UnionWith(entry.Warnings.Where(AgentSignals.All.Contains));
        if (entry.Kind == EntryKind.Rejection)
        {
            session.Refuse(entry.Attribution, entry.RecordedAt, entry.Repeats ?? 1);
        }
        else
        {
            session.Restore(
                entry.Attribution,
                entry.RecordedAt,
                isCall,
                entry.KnownCost ?? entry.Cost,
                SettledTokens.In(entry)
            );
        }

        bool isLoop = entry is { Kind: EntryKind.Rejection, Subject: AgentSignals.Loop };
        if (isLoop)
        {
            session.Flags.Add(AgentSignals.Loop);
        }

        // A call refused for another reason has not taken its step.
        if (_readsSteps && (isCall || isLoop))
        {
            session.Steps.Judge(AgentStep.Of(entry.StepDigest), at);
        }
    }

    private void RestoreBurns(Entry entry, long at)
    {
        if (_burns.Length == 0)
        {
            return;
        }

        CountedCall call = CountedCall.Of(entry);
        foreach (BurnBook burn in _burns.Where(burn => burn.Covers(call)))
        {
            if (entry.Kind == EntryKind.Settlement)
            {
                burn.Add(call, at, entry.KnownCost ?? entry.Cost ?? Usd.Zero, SettledTokens.In(entry));
            }
            else if (entry.Kind == EntryKind.Rejection && entry.Subject == RunawayRefusals.SubjectOf(burn.Rule))
            {
                burn.Judge(call, at); // what began to cool down then still does
            }
        }
    }
}
