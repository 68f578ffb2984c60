using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>Agents of one session with the sums of their own calls, in the order of their first calls.</summary>
internal sealed class AgentSums
{
    private readonly Dictionary<AgentKey, long[]> _sums = [];

    /// <summary>Adds sums to those of an agent.</summary>
    public void Add(AgentKey key, ReadOnlySpan<long> sums)
    {
        if (!_sums.TryGetValue(key, out long[]? own))
        {
            _sums.Add(key, own = new long[SessionMeasures.Count]);
        }

        SessionMeasures.Add(own, sums);
    }

    /// <summary>The agents in the order of their first calls.</summary>
    public KeyValuePair<AgentKey, long[]>[] InOrder() =>
        [
            .. _sums
                .OrderBy(one => SessionMeasures.FirstOf(one.Value))
                .ThenBy(one => one.Key.Agent)
                .ThenBy(one => one.Key.Parent)
                .ThenBy(one => one.Key.Root)
                .ThenBy(one => one.Key.Span),
        ];

    /// <summary>The trees, and for each node its own sums and those of all below it.</summary>
    public (AgentForest Forest, long[][] Own, long[][] All) Build() => Build(InOrder());

    /// <summary>The trees of agents, and for each node its own sums and those of all below it.</summary>
    /// <param name="inOrder">Agents with their own sums, in the order of their first calls.</param>
    public static (AgentForest Forest, long[][] Own, long[][] All) Build(KeyValuePair<AgentKey, long[]>[] inOrder)
    {
        AgentForest forest = AgentForest.Of([.. inOrder.Select(one => one.Key)]);
        long[][] own = new long[forest.Count][];
        long[][] all = new long[forest.Count][];
        for (int node = 0; node < forest.Count; node++)
        {
            own[node] = node < inOrder.Length ? inOrder[node].Value : new long[SessionMeasures.Count];
            all[node] = [.. own[node]];
        }

        foreach ((int node, _) in forest.InOrder().Reverse())
        {
            if (forest.ParentOf(node) is >= 0 and int above)
            {
                SessionMeasures.Add(all[above], all[node]);
            }
        }

        return (forest, own, all);
    }
}
