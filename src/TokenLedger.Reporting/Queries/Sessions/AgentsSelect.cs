using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>
/// Answers an <see cref="AgentsQuery"/>. Agents that stand in the same place in every session are added up over all
/// sessions at once, and only their sessions are counted; the others session by session. Both find the same.
/// </summary>
internal sealed class AgentsSelect
{
    private static readonly ScanKey[] s_ofTenants =
    [
        ScanKey.OfDimension(Dimensions.Tenant),
        .. AgentKey.Columns,
        // Names are numbered from 1: before the first band is who has no session.
        new(ColumnLayout.OfDimension(Dimensions.Session), 0, [1]),
    ];

    private readonly ColumnView _view;
    private readonly AgentsQuery _query;
    private readonly ScanQuery _question;
    private readonly AgentTotals _agents = new();
    private readonly AgentPlaces _places = new();
    private readonly long[] _total = new long[SessionMeasures.Count];

    private AgentsSelect(SqliteConnection connection, ColumnView view, long position, AgentsQuery query)
    {
        (_view, _query) = (view, query);
        IReadOnlyList<Measure> measures = SessionMeasures.Of(query.AsBooked);
        _question = SliceQuestion.Of(query, new NameNumbers(connection), position, s_ofTenants, measures);
    }

    public static AgentsReport Run(SqliteConnection connection, ColumnView columns, long position, AgentsQuery query)
    {
        AgentsSelect select = new(connection, columns, position, query);
        select.TakeAll();
        NameTexts texts = new(connection);
        (IReadOnlyList<AgentPlace> tree, int leftOut) = select._places.Shown(query.Limit, texts);
        return new()
        {
            Query = query,
            Rows = select._agents.Rows(query.Limit, texts),
            RowsLeftOut = Math.Max(0, select._agents.Count - query.Limit),
            Tree = tree,
            PlacesLeftOut = leftOut,
            Total = SessionMeasures.Read(select._total),
            AsOfEntry = position,
        };
    }

    private void TakeAll()
    {
        SessionSets sessions = new(AgentSessions.Find(_view, _question, _query.AsBooked));
        SessionCounter counter = new(sessions);
        StandingAgents standing = new(_agents, _places);
        VaryingAgents varying = new(_agents, _places);
        foreach (IGrouping<long, AgentGroup> tenant in Groups().GroupBy(group => group.Agent.Tenant))
        {
            ILookup<long, AgentOfTenant> called = tenant
                .Select(group => group.Agent)
                .Distinct()
                .ToLookup(agent => agent.Key.Agent);
            AgentStands stands = new(
                [.. called.SelectMany(agents => agents).Select(agent => agent.Key)],
                (key, agent) => counter.IsWithin(new(tenant.Key, key), called[agent])
            );
            Take(tenant, stands, standing, varying);
            if (called.Contains(0))
            {
                // Wherever calls without an agent stand, each session counts once.
                _agents.Of(tenant.Key, 0).Sessions = counter.Count(called[0]);
            }
        }

        standing.CountSessions(sessions, _view.Pace);
        varying.TakeFrom(_view, _question, sessions);
    }

    private void Take(
        IEnumerable<AgentGroup> groups,
        AgentStands stands,
        StandingAgents standing,
        VaryingAgents varying
    )
    {
        foreach (AgentGroup group in groups)
        {
            SessionMeasures.Add(_total, group.Sums);
            if (stands.Varies(group.Agent.Key))
            {
                varying.Note(group.Agent);
            }
            else
            {
                standing.Take(group.Agent, stands, group.IsSession, group.Sums);
            }
        }
    }

    /// <summary>What the calls of each tenant say of agents, with their sums.</summary>
    private IEnumerable<AgentGroup> Groups()
    {
        ScanResult found = Scan.Run(_view, _question);
        for (int group = 0; group < found.Count; group++)
        {
            long[] sums = found.SumsOf(group).ToArray();
            if (!SessionMeasures.AreNone(sums))
            {
                long[] keys = found.KeysOf(group);
                yield return new(new(keys[0], AgentKey.Of(keys.AsSpan(1))), keys[4] >= 0, sums);
            }
        }
    }

    private readonly record struct AgentGroup(AgentOfTenant Agent, bool IsSession, long[] Sums);
}
