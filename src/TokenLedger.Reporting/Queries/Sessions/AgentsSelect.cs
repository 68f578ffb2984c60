using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Costs;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>Answers an <see cref="AgentsQuery"/>: builds the trees of every session and adds them up.</summary>
internal sealed class AgentsSelect
{
    private static readonly ScanKey[] s_keys =
    [
        ScanKey.OfDimension(Dimensions.Tenant),
        ScanKey.OfDimension(Dimensions.Session),
        ScanKey.OfDimension(Dimensions.Agent),
        ScanKey.OfDimension(Dimensions.ParentAgent),
        ScanKey.OfDimension(Dimensions.RootAgent),
    ];

    private readonly Dictionary<(long Tenant, long Agent), AgentTotal> _agents = [];
    private readonly AgentPlaces _places = new();
    private readonly long[] _total = new long[SessionMeasures.Count];

    public static AgentsReport Run(SqliteConnection connection, ColumnView columns, long position, AgentsQuery query)
    {
        AgentsSelect select = new();
        IReadOnlyList<Measure> measures = SessionMeasures.Of(query.AsBooked);
        select.Take(
            Scan.Run(columns, SliceQuestion.Of(query, new NameNumbers(connection), position, s_keys, measures))
        );
        NameTexts texts = new(connection);
        (IReadOnlyList<AgentPlace> tree, int leftOut) = select._places.Shown(query.Limit, texts);
        return new()
        {
            Query = query,
            Rows = select.Rows(query.Limit, texts),
            RowsLeftOut = Math.Max(0, select._agents.Count - query.Limit),
            Tree = tree,
            PlacesLeftOut = leftOut,
            Total = SessionMeasures.Read(select._total),
            AsOfEntry = position,
        };
    }

    private void Take(ScanResult found)
    {
        Dictionary<(long Tenant, long Session), AgentSums> sessions = [];
        for (int group = 0; group < found.Count; group++)
        {
            ReadOnlySpan<long> sums = found.SumsOf(group);
            if (SessionMeasures.AreNone(sums))
            {
                continue;
            }

            long[] keys = found.KeysOf(group);
            SessionMeasures.Add(_total, sums);
            if (!sessions.TryGetValue((keys[0], keys[1]), out AgentSums? agents))
            {
                sessions.Add((keys[0], keys[1]), agents = new());
            }

            agents.Add(new(keys[2], keys[3], keys[4]), sums);
        }

        foreach (((long tenant, long session), AgentSums agents) in sessions)
        {
            Take(tenant, session != 0, agents);
        }
    }

    private void Take(long tenant, bool isSession, AgentSums agents)
    {
        (AgentForest forest, long[][] own, long[][] all) = agents.Build();
        _places.Take(tenant, isSession, forest, own, all);
        HashSet<long> counted = [];
        for (int node = 0; node < forest.Count; node++)
        {
            long agent = forest.KeyOf(node).Agent;
            if (!_agents.TryGetValue((tenant, agent), out AgentTotal? total))
            {
                _agents.Add((tenant, agent), total = new());
            }

            SessionMeasures.Add(total.Own, own[node]);
            if (!forest.IsBelowItself(node))
            {
                SessionMeasures.Add(total.All, all[node]);
                total.Outside += isSession ? Usd.Zero : CostMeasures.Known(all[node]);
            }

            total.Sessions += isSession && counted.Add(agent) ? 1 : 0;
        }
    }

    private List<AgentSummary> Rows(int limit, NameTexts texts) =>
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

    private sealed class AgentTotal
    {
        public long[] Own { get; } = new long[SessionMeasures.Count];
        public long[] All { get; } = new long[SessionMeasures.Count];
        public long Sessions { get; set; }
        public Usd Outside { get; set; }
    }
}
