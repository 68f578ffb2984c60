using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Runaway;

/// <summary>
/// Who started whom, as calls say it: how deep an agent stands, and how many different children one has started. Agents
/// of different tenants and sessions are different ones.
/// </summary>
internal sealed class AgentTree(TreeRule rule)
{
    /// <summary>Most agents remembered; the longest silent give way, a tenth of them at a time.</summary>
    public const int MostAgents = 10_000;

    private readonly Dictionary<AgentName, Node> _nodes = [];
    private readonly Lock _gate = new();

    /// <summary>Judges a call of an agent that another one started.</summary>
    /// <returns>The refusal's code and what is wrong; null when nothing is.</returns>
    public (string Code, string Words)? Judge(LedgerAttribution by, long now)
    {
        if (by.ParentAgent is not { } parent || by.Agent is not { } agent || parent == agent)
        {
            return null;
        }

        lock (_gate)
        {
            Node above = NodeOf(new(by.Tenant, by.Session, parent), now);
            // Names that go round in a circle (a coder starts a reviewer that starts a coder) tell no level.
            bool circle =
                _nodes.TryGetValue(new(by.Tenant, by.Session, agent), out Node? known) && above.IsBelow(known);
            int level = circle ? 1 : LevelOf(above, by) + 1;
            // Remembered also when it is refused: whoever it starts all the same stands below it.
            Node node = NodeOf(new(by.Tenant, by.Session, agent), now);
            node.Parent = circle ? node.Parent : above;
            if (rule.MostLevels is { } levels && level > levels)
            {
                return (
                    "agent_depth",
                    $"Agent \"{agent}\" stands on level {level} of its tree; at most {levels} are allowed."
                );
            }

            if (rule.MostChildren is { } most && !above.Takes(agent, now, most, rule.Window.Ticks))
            {
                return (
                    "agent_fanout",
                    $"Agent \"{parent}\" has {most} other children within {rule.Window.TotalMinutes:0.#} minutes; no more are allowed."
                );
            }

            return null;
        }
    }

    /// <summary>The level of a node, 1 for a root. What started it is not always known: then its root tells a little.</summary>
    private static int LevelOf(Node node, LedgerAttribution by)
    {
        int level = 1;
        Node at = node;
        while (at.Parent is { } above)
        {
            level++;
            at = above;
        }

        bool isBelowRoot = by.RootAgent is { } root && root != at.Name && root != by.Agent;
        return isBelowRoot ? level + 1 : level;
    }

    private Node NodeOf(AgentName name, long now)
    {
        if (!_nodes.TryGetValue(name, out Node? node))
        {
            if (_nodes.Count >= MostAgents)
            {
                foreach (
                    AgentName silent in _nodes
                        .OrderBy(of => of.Value.LastAt)
                        .Take(MostAgents / 10)
                        .Select(of => of.Key)
                        .ToList()
                )
                {
                    _nodes.Remove(silent);
                }
            }

            node = _nodes[name] = new Node(name.Agent);
        }

        node.LastAt = now;
        return node;
    }

    private readonly record struct AgentName(string? Tenant, string? Session, string Agent);

    private sealed class Node(string name)
    {
        private Dictionary<string, long>? _children;

        public string Name { get; } = name;

        public Node? Parent { get; set; }

        public long LastAt { get; set; }

        /// <summary>Whether another one is it or above it.</summary>
        public bool IsBelow(Node other)
        {
            for (Node? at = this; at is not null; at = at.Parent)
            {
                if (at == other)
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>Whether a child may be one of it; a child not seen for the window leaves its place to another.</summary>
        public bool Takes(string child, long now, int most, long window)
        {
            _children ??= new(StringComparer.Ordinal);
            if (!_children.ContainsKey(child) && _children.Count >= most)
            {
                foreach (string old in _children.Where(of => of.Value + window <= now).Select(of => of.Key).ToList())
                {
                    _children.Remove(old);
                }

                if (_children.Count >= most)
                {
                    return false;
                }
            }

            _children[child] = now;
            return true;
        }
    }
}
