using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>
/// Adds up agents that do not stand in the same place in all sessions: looks at every session in which they called, some
/// sessions at once, so that it takes no more memory with more of them.
/// </summary>
internal sealed class VaryingAgents(AgentTotals totals, AgentPlaces places)
{
    /// <summary>
    /// How many times <see cref="ScanLimits.ManyGroups"/> agents of sessions are looked at together: half a million, which
    /// take about 200 MiB.
    /// </summary>
    private const long TimesMany = 8;

    private static readonly int s_session = ColumnLayout.OfDimension(Dimensions.Session);

    private static readonly ScanKey[] s_keys =
    [
        ScanKey.OfDimension(Dimensions.Tenant),
        ScanKey.OfDimension(Dimensions.Session),
        .. AgentKey.Columns,
    ];

    private readonly HashSet<AgentOfTenant> _agents = [];
    private readonly SessionShapes _shapes = new(totals, places);

    /// <summary>Notes an agent, with what its calls say of it.</summary>
    public void Note(AgentOfTenant agent) => _agents.Add(agent);

    /// <summary>Adds those that were noted.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="question">Which calls, and the sums of agents.</param>
    /// <param name="sessions">In which sessions agents called.</param>
    public void TakeFrom(ColumnView view, ScanQuery question, SessionSets sessions)
    {
        if (_agents.Count == 0)
        {
            return;
        }

        ScanQuery all = question with
        {
            Keys = s_keys,
            Where =
            [
                new(ScanKey.OfDimension(Dimensions.Tenant), [.. _agents.Select(one => one.Tenant).Distinct()]),
                new(ScanKey.OfDimension(Dimensions.Agent), [.. _agents.Select(one => one.Key.Agent).Distinct()]),
                .. question.Where,
            ],
        };
        long parts = 1 + (_agents.Sum(sessions.LengthOf) / Math.Max(1, TimesMany * view.Limits.ManyGroups));
        long most = view.Chunks.Where(chunk => chunk.Rows > 0).Max(chunk => chunk.Bounds(s_session).Most);
        long width = (most / parts) + 1; // of the numbers of sessions
        for (long from = 0; from <= most; from += width)
        {
            ScanFilter part = new(new ScanKey(s_session, 0, [from, from + width]), 0);
            Take(Scan.Run(view, parts == 1 ? all : all with { Where = [part, .. all.Where], IsKept = false }));
        }

        _shapes.Flush();
    }

    private void Take(ScanResult found)
    {
        Dictionary<(long Tenant, long Session), AgentSums> sessions = [];
        for (int group = 0; group < found.Count; group++)
        {
            long[] keys = found.KeysOf(group);
            AgentKey agent = AgentKey.Of(keys.AsSpan(2));
            ReadOnlySpan<long> sums = found.SumsOf(group);
            if (SessionMeasures.AreNone(sums) || !_agents.Contains(new(keys[0], agent)))
            {
                continue;
            }

            if (!sessions.TryGetValue((keys[0], keys[1]), out AgentSums? agents))
            {
                sessions.Add((keys[0], keys[1]), agents = new());
            }

            agents.Add(agent, sums);
        }

        foreach (((long tenant, long session), AgentSums agents) in sessions)
        {
            _shapes.Add(tenant, session != 0, agents.InOrder());
        }
    }
}
