using System.Runtime.InteropServices;
using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>Whether a group counts.</summary>
/// <param name="sums">Its sums.</param>
internal delegate bool GroupTest(ReadOnlySpan<long> sums);

/// <summary>Puts the sessions of each agent side by side.</summary>
internal sealed class AgentSessionsWriter
{
    private readonly Dictionary<AgentOfTenant, int> _numbers = [];
    private readonly List<List<long>> _sessions = [];

    /// <summary>Adds the groups that count.</summary>
    /// <param name="found">Groups by tenant, agent, parent, root and, last, session.</param>
    /// <param name="counts">Which count.</param>
    public void Add(ScanResult found, GroupTest counts)
    {
        // Groups that differ in the session only have one number but for that.
        List<List<long>?> ofParent = [];
        for (int group = 0; group < found.Count; group++)
        {
            if (!counts(found.SumsOf(group)))
            {
                continue;
            }

            int parent = found.ParentOf(group);
            while (ofParent.Count <= parent)
            {
                ofParent.Add(null);
            }

            (ofParent[parent] ??= SessionsOf(found.KeysOf(group))).Add(found.LastKeyOf(group));
        }
    }

    /// <summary>Adds those of a span.</summary>
    public void Add(AgentSessions span)
    {
        for (int i = 0; i < span.Keys.Length; i++)
        {
            long[] sessions = new long[span.Starts[i + 1] - span.Starts[i]];
            span.Sessions.Read(span.Starts[i], sessions);
            SessionsOf(span.Keys[i]).AddRange(sessions);
        }
    }

    /// <summary>What was added.</summary>
    /// <param name="inOrder">Whether sessions may have been added more than once, and are to be once each, ascending.</param>
    public AgentSessions Written(bool inOrder = false)
    {
        if (inOrder)
        {
            _sessions.ForEach(Order);
        }

        int[] starts = new int[_sessions.Count + 1];
        for (int i = 0; i < _sessions.Count; i++)
        {
            starts[i + 1] = starts[i] + _sessions[i].Count;
        }

        long[] all = new long[starts[^1]];
        for (int i = 0; i < _sessions.Count; i++)
        {
            _sessions[i].CopyTo(all, starts[i]);
        }

        return new([.. _numbers.OrderBy(one => one.Value).Select(one => one.Key)], starts, new(all));
    }

    private static void Order(List<long> sessions)
    {
        sessions.Sort();
        Span<long> ordered = CollectionsMarshal.AsSpan(sessions);
        int kept = 0;
        for (int i = 0; i < ordered.Length; i++)
        {
            if (i == 0 || ordered[i] != ordered[i - 1])
            {
                ordered[kept++] = ordered[i];
            }
        }

        CollectionsMarshal.SetCount(sessions, kept);
    }

    private List<long> SessionsOf(long[] keys) => SessionsOf(new AgentOfTenant(keys[0], AgentKey.Of(keys.AsSpan(1))));

    private List<long> SessionsOf(AgentOfTenant agent)
    {
        if (!_numbers.TryGetValue(agent, out int number))
        {
            _numbers.Add(agent, number = _sessions.Count);
            _sessions.Add([]);
        }

        return _sessions[number];
    }
}
