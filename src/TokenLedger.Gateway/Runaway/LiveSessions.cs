using System.Collections.Concurrent;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Runaway;

/// <summary>
/// The sessions heard of lately. It is a view of the ledger's end for looking at and judging by; the ledger has the
/// totals, and nothing here ever writes them back.
/// </summary>
/// <param name="rules">How many are kept, and how their steps are judged.</param>
internal sealed class LiveSessions(AgentRules rules)
{
    /// <summary>Steps are remembered also without a rule of loops, because ghosts are told by their lack of progress.</summary>
    private static readonly LoopRule s_noLoops = new(int.MaxValue);

    private readonly ConcurrentDictionary<SessionName, LiveSession> _sessions = new();
    private readonly Lock _making = new();

    /// <summary>How many are kept.</summary>
    public int Count => _sessions.Count;

    /// <summary>The session of a call; null when the call names none.</summary>
    public LiveSession? Of(LedgerAttribution by, DateTimeOffset at) =>
        SessionName.Of(by) is not { } name ? null
        : _sessions.TryGetValue(name, out LiveSession? session) ? session
        : Make(name, at);

    /// <summary>Those named by callers, the newest first.</summary>
    public IReadOnlyList<LiveSession> All() =>
        [.. _sessions.Values.Where(session => session.Name.IsNamed).OrderByDescending(session => session.LastAt)];

    /// <summary>Whether it still goes on: not ended, and not silent for long.</summary>
    public bool IsActive(LiveSession session, DateTimeOffset now) =>
        session.Open > 0 || (!session.IsEnded && now - session.LastAt < rules.SessionTimeout);

    private LiveSession Make(SessionName name, DateTimeOffset at)
    {
        lock (_making)
        {
            if (_sessions.Count >= rules.MostSessions)
            {
                MakeRoom();
            }

            return _sessions.GetOrAdd(name, new LiveSession(name, at, rules.Loop ?? s_noLoops));
        }
    }

    /// <summary>A tenth at once, so that not every new session has to look through all of them.</summary>
    private void MakeRoom()
    {
        IEnumerable<LiveSession> silent = _sessions
            .Values.Where(session => session.Open == 0)
            .OrderBy(session => session.LastAt)
            .Take(Math.Max(1, rules.MostSessions / 10));
        foreach (LiveSession session in silent.ToList())
        {
            _sessions.TryRemove(session.Name, out _);
        }
    }
}
