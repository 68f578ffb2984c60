using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Queries.Costs;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>What agents cost over all sessions, alone and with those they started.</summary>
internal sealed class AgentTotals
{
    private readonly Dictionary<(long Tenant, long Agent), AgentTotal> _agents = [];

    /// <summary>Agents.</summary>
    public int Count => _agents.Count;

    /// <summary>The total of an agent; 0 for calls that name none.</summary>
    public AgentTotal Of(long tenant, long agent)
    {
        if (!_agents.TryGetValue((tenant, agent), out AgentTotal? total))
        {
            _agents.Add((tenant, agent), total = new());
        }

        return total;
    }

    /// <summary>Adds the trees of some sessions that have the same; none when they are of calls without one.</summary>
    public void Take(long tenant, long sessions, AgentForest forest, long[][] own, long[][] all)
    {
        HashSet<long> counted = [];
        for (int node = 0; node < forest.Count; node++)
        {
            long agent = forest.KeyOf(node).Agent;
            AgentTotal total = Of(tenant, agent);
            SessionMeasures.Add(total.Own, own[node]);
            if (!forest.IsBelowItself(node))
            {
                total.AddAll(all[node], sessions > 0);
            }

            // Those of calls without an agent are counted wherever they stand.
            total.Sessions += agent != 0 && counted.Add(agent) ? sessions : 0;
        }
    }

    /// <summary>The agents, the dearest with those they started first.</summary>
    public List<AgentSummary> Rows(int limit, NameTexts texts) =>
        [
            .. _agents
                .OrderByDescending(one => CostMeasures.Known(one.Value.All))
                .ThenByDescending(one => one.Value.All[0])
                .ThenBy(one => one.Key)
                .Take(limit)
                .Select(one => new AgentSummary
                {
                    Tenant = texts.Of(one.Key.Tenant == 0 ? null : one.Key.Tenant),
                    Agent = texts.Of(one.Key.Agent == 0 ? null : one.Key.Agent),
                    Exclusive = SessionMeasures.Read(one.Value.Own),
                    Inclusive = SessionMeasures.Read(one.Value.All),
                    Sessions = one.Value.Sessions,
                    OutsideSessions = one.Value.Outside,
                }),
        ];
}

/// <summary>What one agent cost.</summary>
internal sealed class AgentTotal
{
    /// <summary>The sums of its own calls.</summary>
    public long[] Own { get; } = new long[SessionMeasures.Count];

    /// <summary>Those of its calls and of all it started.</summary>
    public long[] All { get; } = new long[SessionMeasures.Count];

    /// <summary>Sessions in which it has a place.</summary>
    public long Sessions { get; set; }

    /// <summary>What of <see cref="All"/> belongs to no session.</summary>
    public Usd Outside { get; private set; }

    /// <summary>Adds to <see cref="All"/>.</summary>
    public void AddAll(ReadOnlySpan<long> sums, bool isSession)
    {
        SessionMeasures.Add(All, sums);
        Outside += isSession ? Usd.Zero : CostMeasures.Known(sums);
    }
}
