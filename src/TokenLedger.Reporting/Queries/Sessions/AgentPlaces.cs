using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Costs;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>The trees of many sessions laid over each other: a place has one number, from 0.</summary>
internal sealed class AgentPlaces
{
    /// <summary>Above the places at the top.</summary>
    public const int Top = -1;

    private readonly Dictionary<(int Above, long Tenant, long Agent), int> _numbers = [];
    private readonly List<Place> _places = [];

    /// <summary>Adds the trees of some sessions that have the same; none when they are of calls without one.</summary>
    public void Take(long tenant, long sessions, AgentForest forest, long[][] own, long[][] all)
    {
        int[] placeOf = new int[forest.Count];
        HashSet<int> counted = [];
        foreach ((int node, _) in forest.InOrder())
        {
            int above = forest.ParentOf(node) is >= 0 and int parent ? placeOf[parent] : Top;
            int place = placeOf[node] = NumberOf(above, tenant, forest.KeyOf(node).Agent);
            SessionMeasures.Add(OwnOf(place), own[node]);
            SessionMeasures.Add(AllOf(place), all[node]);
            AddSessions(place, counted.Add(place) ? sessions : 0);
        }
    }

    /// <summary>The place of an agent below another.</summary>
    public int NumberOf(int above, long tenant, long agent)
    {
        if (!_numbers.TryGetValue((above, tenant, agent), out int number))
        {
            _numbers.Add((above, tenant, agent), number = _places.Count);
            _places.Add(new((above, tenant, agent)));
        }

        return number;
    }

    /// <summary>The place above; <see cref="Top"/> for none.</summary>
    public int AboveOf(int place) => _places[place].Key.Above;

    /// <summary>The agent at a place; 0 for calls that name none.</summary>
    public long AgentOf(int place) => _places[place].Key.Agent;

    /// <summary>The sums of the calls made at a place, to add to.</summary>
    public Span<long> OwnOf(int place) => _places[place].Own;

    /// <summary>The sums of the calls made at a place and below, to add to.</summary>
    public Span<long> AllOf(int place) => _places[place].All;

    /// <summary>Adds sessions in which there is a place.</summary>
    public void AddSessions(int place, long sessions) => _places[place].Sessions += sessions;

    /// <summary>The places, each after the one above it, the dearest first, and how many are left out.</summary>
    public (IReadOnlyList<AgentPlace> Shown, int LeftOut) Shown(int limit, NameTexts texts)
    {
        ILookup<int, int> below = Enumerable.Range(0, _places.Count).ToLookup(place => _places[place].Key.Above);
        Stack<(int Place, int? Above, int Depth)> rest = new();
        Push(Top, null, 0);
        List<AgentPlace> shown = [];
        while (shown.Count < limit && rest.TryPop(out (int Place, int? Above, int Depth) next))
        {
            Place place = _places[next.Place];
            int number = shown.Count;
            shown.Add(
                new()
                {
                    Place = number,
                    Above = next.Above,
                    Depth = next.Depth,
                    Tenant = texts.Of(place.Key.Tenant == 0 ? null : place.Key.Tenant),
                    Agent = texts.Of(place.Key.Agent == 0 ? null : place.Key.Agent),
                    Exclusive = SessionMeasures.Read(place.Own),
                    Inclusive = SessionMeasures.Read(place.All),
                    Sessions = place.Sessions,
                }
            );
            Push(next.Place, number, next.Depth + 1);
        }

        return (shown, _places.Count - shown.Count);

        void Push(int above, int? number, int depth)
        {
            foreach (
                int place in below[above]
                    .OrderBy(one => CostMeasures.Known(_places[one].All))
                    .ThenByDescending(one => (_places[one].Key.Tenant, _places[one].Key.Agent))
            )
            {
                rest.Push((place, number, depth));
            }
        }
    }

    private sealed class Place((int Above, long Tenant, long Agent) key)
    {
        public (int Above, long Tenant, long Agent) Key { get; } = key;
        public long[] Own { get; } = new long[SessionMeasures.Count];
        public long[] All { get; } = new long[SessionMeasures.Count];
        public long Sessions { get; set; }
    }
}
