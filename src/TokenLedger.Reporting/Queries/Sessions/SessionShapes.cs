using System.Runtime.InteropServices;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>
/// Adds up sessions in which the same agents called first in the same order: their trees are the same, and are built once
/// for all of them.
/// </summary>
internal sealed class SessionShapes(AgentTotals totals, AgentPlaces places)
{
    /// <summary>Agents of all shapes at once; with more their trees are built and they are forgotten: about 20 MiB.</summary>
    private const int MostAgents = 100_000;

    // Shapes by that of all agents but the last, and the last: a shape is found agent by agent.
    private readonly Dictionary<(int Before, AgentOfTenant Last), int> _numbers = [];
    private readonly Dictionary<int, Shape> _shapes = [];
    private int _agents;

    /// <summary>Adds a session.</summary>
    public void Add(long tenant, bool isSession, KeyValuePair<AgentKey, long[]>[] inOrder)
    {
        int number = isSession ? -1 : -2;
        foreach ((AgentKey key, _) in inOrder)
        {
            ref int next = ref CollectionsMarshal.GetValueRefOrAddDefault(
                _numbers,
                (number, new(tenant, key)),
                out bool isKnown
            );
            number = next = isKnown ? next : _numbers.Count;
        }

        if (_shapes.TryGetValue(number, out Shape? shape))
        {
            shape.Add(inOrder);
        }
        else
        {
            _shapes.Add(number, shape = new(tenant, inOrder));
            _agents += inOrder.Length;
        }

        shape.Sessions += isSession ? 1 : 0;
        if (_agents > MostAgents)
        {
            Flush();
        }
    }

    /// <summary>Builds the trees of what was added.</summary>
    public void Flush()
    {
        foreach (Shape shape in _shapes.Values)
        {
            (AgentForest forest, long[][] own, long[][] all) = AgentSums.Build(shape.Agents);
            places.Take(shape.Tenant, shape.Sessions, forest, own, all);
            totals.Take(shape.Tenant, shape.Sessions, forest, own, all);
        }

        _numbers.Clear();
        _shapes.Clear();
        _agents = 0;
    }

    private sealed class Shape(long tenant, KeyValuePair<AgentKey, long[]>[] agents)
    {
        public long Tenant { get; } = tenant;
        public KeyValuePair<AgentKey, long[]>[] Agents { get; } = agents;
        public long Sessions { get; set; }

        public void Add(KeyValuePair<AgentKey, long[]>[] inOrder)
        {
            for (int i = 0; i < inOrder.Length; i++)
            {
                SessionMeasures.Add(Agents[i].Value, inOrder[i].Value);
            }
        }
    }
}
