using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>
/// Adds up agents that stand in the same place in all sessions of their tenant, see <see cref="AgentStands"/>: what their
/// calls cost in all sessions together belongs there, and to every place above.
/// </summary>
internal sealed class StandingAgents(AgentTotals totals, AgentPlaces places)
{
    private readonly Dictionary<AgentOfTenant, int> _placeOf = [];
    private readonly Dictionary<int, HashSet<AgentOfTenant>> _below = [];

    /// <summary>Adds the calls that say the same of their agent, all in sessions or all outside.</summary>
    public void Take(AgentOfTenant agent, AgentStands stands, bool isSession, ReadOnlySpan<long> sums)
    {
        int place = PlaceOf(agent, stands);
        SessionMeasures.Add(places.OwnOf(place), sums);
        SessionMeasures.Add(totals.Of(agent.Tenant, agent.Key.Agent).Own, sums);
        for (int at = place; at != AgentPlaces.Top; at = places.AboveOf(at))
        {
            SessionMeasures.Add(places.AllOf(at), sums);
            totals.Of(agent.Tenant, places.AgentOf(at)).AddAll(sums, isSession);
            NoteBelow(at, agent);
        }
    }

    /// <summary>Counts the sessions: a place is in each in which an agent called that stands there or below.</summary>
    public void CountSessions(SessionSets sessions, ScanPace pace)
    {
        KeyValuePair<int, HashSet<AgentOfTenant>>[] all = [.. _below];
        long[] counts = new long[all.Length];
        pace.ForEach(
            all.Length,
            () => new SessionCounter(sessions),
            (counter, i) => counts[i] = counter.Count(all[i].Value)
        );
        for (int i = 0; i < all.Length; i++)
        {
            (int place, HashSet<AgentOfTenant> below) = all[i];
            places.AddSessions(place, counts[i]);
            if (places.AgentOf(place) is var agent and not 0)
            {
                totals.Of(below.First().Tenant, agent).Sessions += counts[i];
            }
        }
    }

    private void NoteBelow(int place, AgentOfTenant agent)
    {
        if (!_below.TryGetValue(place, out HashSet<AgentOfTenant>? below))
        {
            _below.Add(place, below = []);
        }

        below.Add(agent);
    }

    private int PlaceOf(AgentOfTenant agent, AgentStands stands)
    {
        if (!_placeOf.TryGetValue(agent, out int place))
        {
            // Calls that name no agent have a place below each agent that they name as above.
            long own = agent.Key.Agent;
            long above = own != 0 ? stands.AboveOf(own) : AgentStands.AboveOf(agent.Key);
            // At most as deep as AgentStands.MostDepth.
            int under = above == 0 ? AgentPlaces.Top : PlaceOf(new(agent.Tenant, new(above, 0, 0)), stands);
            _placeOf.Add(agent, place = places.NumberOf(under, agent.Tenant, own));
        }

        return place;
    }
}
