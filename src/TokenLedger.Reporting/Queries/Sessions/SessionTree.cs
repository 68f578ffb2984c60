namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>The agents of a session as they are answered.</summary>
internal sealed class SessionTree
{
    private readonly Dictionary<AgentKey, int> _nodes = [];
    private readonly List<AgentNode> _shown = [];
    private readonly SpanCalls _spans;

    private SessionTree(SpanCalls spans) => _spans = spans;

    /// <summary>The nodes, each after the one above it.</summary>
    public IReadOnlyList<AgentNode> Shown => _shown;

    /// <summary>Nodes left out.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Puts the agents into their trees.</summary>
    public static SessionTree Of(AgentSums agents, SpanCalls spans, NameTexts texts)
    {
        (AgentForest forest, long[][] own, long[][] all) = agents.Build();
        SessionTree tree = new(spans);
        int[] places = new int[forest.Count];
        foreach ((int node, int depth) in forest.InOrder())
        {
            if (tree._shown.Count == SessionReport.MostAgents)
            {
                tree.LeftOut = forest.Count - tree._shown.Count;
                break;
            }

            AgentKey key = forest.KeyOf(node);
            int above = forest.ParentOf(node);
            places[node] = tree._shown.Count;
            tree._nodes.TryAdd(key, places[node]);
            tree._shown.Add(
                new()
                {
                    Node = places[node],
                    Above = above < 0 ? null : places[above],
                    Depth = depth,
                    Agent = TextOf(key.Agent),
                    ParentAgent = TextOf(key.Parent),
                    RootAgent = TextOf(key.Root),
                    Span = spans.TextOf(key),
                    Note = forest.NoteOf(node),
                    Exclusive = SessionMeasures.Read(own[node]),
                    Inclusive = SessionMeasures.Read(all[node]),
                }
            );
        }

        return tree;

        string? TextOf(long name) => texts.Of(name == 0 ? null : name);
    }

    /// <summary>The node that made a call; null when it is left out.</summary>
    public int? NodeOf(SessionRow row) => _nodes.TryGetValue(_spans.KeyOf(row), out int node) ? node : null;
}
