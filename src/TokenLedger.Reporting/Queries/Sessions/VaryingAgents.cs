using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>
/// Adds up agents that do not stand in the same place in all sessions: builds the trees of every session in which they
/// called.
/// </summary>
internal sealed class VaryingAgents(AgentTotals totals, AgentPlaces places)
{
    private static readonly ScanKey[] s_keys =
    [
        ScanKey.OfDimension(Dimensions.Tenant),
        ScanKey.OfDimension(Dimensions.Session),
        ScanKey.OfDimension(Dimensions.Agent),
        ScanKey.OfDimension(Dimensions.ParentAgent),
        ScanKey.OfDimension(Dimensions.RootAgent),
    ];

    private readonly HashSet<AgentOfTenant> _agents = [];

    /// <summary>Notes an agent, with what its calls say of it.</summary>
    public void Note(AgentOfTenant agent) => _agents.Add(agent);

    /// <summary>Adds those that were noted.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="question">Which calls, and the sums of agents.</param>
    public void TakeFrom(ColumnView view, ScanQuery question)
    {
        foreach (((long tenant, long session), AgentSums agents) in Sessions(view, question))
        {
            (AgentForest forest, long[][] own, long[][] all) = agents.Build();
            places.Take(tenant, session != 0, forest, own, all);
            totals.Take(tenant, session != 0, forest, own, all);
        }
    }

    private Dictionary<(long Tenant, long Session), AgentSums> Sessions(ColumnView view, ScanQuery question)
    {
        Dictionary<(long Tenant, long Session), AgentSums> sessions = [];
        if (_agents.Count == 0)
        {
            return sessions;
        }

        ScanResult found = Scan.Run(
            view,
            question with
            {
                Keys = s_keys,
                Where = [.. Conditions(), .. question.Where],
            }
        );
        for (int group = 0; group < found.Count; group++)
        {
            long[] keys = found.KeysOf(group);
            AgentKey agent = new(keys[2], keys[3], keys[4]);
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

        return sessions;
    }

    private IEnumerable<ScanFilter> Conditions() =>
        [
            new(ScanKey.OfDimension(Dimensions.Tenant), [.. _agents.Select(one => one.Tenant).Distinct()]),
            new(ScanKey.OfDimension(Dimensions.Agent), [.. _agents.Select(one => one.Key.Agent).Distinct()]),
        ];
}
