using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>Why an agent stands where it does in a tree, when that is not what its calls say.</summary>
public enum AgentNote
{
    /// <summary>It stands below the agent that its calls name as their parent, or at the top when they name none.</summary>
    None,

    /// <summary>It was named as a parent but made no call here itself.</summary>
    NotCalled,

    /// <summary>The parents named lead in a circle: it is put at the top.</summary>
    Circle,
}

/// <summary>What calls say of the agent that made them, by numbers of names; 0 where they say nothing.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Parent">The one that started it.</param>
/// <param name="Root">The one at the root.</param>
/// <param name="Span">For calls that name no agent: a number of the span that made them.</param>
internal readonly record struct AgentKey(long Agent, long Parent, long Root, long Span = 0)
{
    /// <summary>What to read of a row to know its agent; its span is looked up elsewhere.</summary>
    public static IReadOnlyList<ScanKey> Columns { get; } =
    [
        ScanKey.OfDimension(Dimensions.Agent),
        ScanKey.OfDimension(Dimensions.ParentAgent),
        ScanKey.OfDimension(Dimensions.RootAgent),
    ];

    /// <summary>The agent of a row, from the values of <see cref="Columns"/>.</summary>
    public static AgentKey Of(ReadOnlySpan<long> row) => new(row[0], row[1], row[2]);
}

/// <summary>
/// Puts agents into trees by the parents they name. An agent that names two parents is two nodes. A node stands below the
/// node of its parent: of several, the one with its root, and of those the one that called first. A parent that made no call
/// gets a node without calls. Every node is in exactly one place whatever the names say, so that costs add up.
/// </summary>
internal sealed class AgentForest
{
    private const int NoParent = -1;

    /// <summary>Nodes of one agent that are looked at for a parent: whoever names more does not make reports slow.</summary>
    private const int MostCandidates = 64;

    private readonly List<AgentKey> _keys;
    private readonly List<int> _parents = [];
    private readonly List<AgentNote> _notes = [];
    private readonly Dictionary<long, List<int>> _ofAgent = [];

    private AgentForest(IReadOnlyList<AgentKey> keys) => _keys = [.. keys];

    /// <summary>Nodes: first those given, in their order, then those of parents that made no call.</summary>
    public int Count => _keys.Count;

    /// <summary>What a node is.</summary>
    public AgentKey KeyOf(int node) => _keys[node];

    /// <summary>The node above; -1 at the top.</summary>
    public int ParentOf(int node) => _parents[node];

    /// <summary>Why it stands there.</summary>
    public AgentNote NoteOf(int node) => _notes[node];

    /// <summary>Builds the trees.</summary>
    /// <param name="keys">Different ones, in the order of their first calls.</param>
    public static AgentForest Of(IReadOnlyList<AgentKey> keys)
    {
        AgentForest forest = new(keys);
        for (int node = 0; node < keys.Count; node++)
        {
            forest.Enter(node, AgentNote.None);
        }

        for (int node = 0; node < forest.Count; node++)
        {
            forest.Place(node);
        }

        return forest;
    }

    /// <summary>Every node after the one above it, children in their order, with its depth from 0.</summary>
    public IReadOnlyList<(int Node, int Depth)> InOrder()
    {
        List<int>[] children = new List<int>[Count];
        Stack<(int Node, int Depth)> rest = new();
        for (int node = Count - 1; node >= 0; node--)
        {
            if (_parents[node] == NoParent)
            {
                rest.Push((node, 0));
            }
            else
            {
                (children[_parents[node]] ??= []).Add(node);
            }
        }

        List<(int, int)> order = new(Count);
        while (rest.TryPop(out (int Node, int Depth) next))
        {
            order.Add(next);
            foreach (int child in children[next.Node] ?? [])
            {
                rest.Push((child, next.Depth + 1));
            }
        }

        return order;
    }

    /// <summary>Whether a node above has the same agent.</summary>
    public bool IsBelowItself(int node)
    {
        for (int above = _parents[node]; above != NoParent; above = _parents[above])
        {
            if (_keys[above].Agent == _keys[node].Agent && _keys[node].Agent != 0)
            {
                return true;
            }
        }

        return false;
    }

    private void Enter(int node, AgentNote note)
    {
        _parents.Add(NoParent);
        _notes.Add(note);
        long agent = _keys[node].Agent;
        if (agent != 0)
        {
            if (!_ofAgent.TryGetValue(agent, out List<int>? nodes))
            {
                _ofAgent.Add(agent, nodes = []);
            }

            nodes.Add(node);
        }
    }

    private void Place(int node)
    {
        AgentKey key = _keys[node];
        long above = key.Parent != 0 ? key.Parent : key.Root;
        if (above == 0 || (key.Parent == 0 && above == key.Agent))
        {
            return;
        }

        if (!_ofAgent.TryGetValue(above, out List<int>? candidates))
        {
            _keys.Add(new(above, 0, key.Root == above ? 0 : key.Root));
            Enter(Count - 1, AgentNote.NotCalled);
            _parents[node] = Count - 1;
            return;
        }

        int best = NoParent;
        foreach (int candidate in candidates.Take(MostCandidates))
        {
            bool better = best == NoParent || (IsOfRoot(candidate, key.Root) && !IsOfRoot(best, key.Root));
            if (better && !LeadsTo(candidate, node))
            {
                best = candidate;
            }
        }

        _parents[node] = best;
        _notes[node] = best == NoParent ? AgentNote.Circle : _notes[node];
    }

    private bool IsOfRoot(int node, long root) => _keys[node].Root == root || _keys[node].Agent == root;

    /// <summary>Whether a node is another or stands below it.</summary>
    private bool LeadsTo(int from, int node)
    {
        for (int at = from; at != NoParent; at = _parents[at])
        {
            if (at == node)
            {
                return true;
            }
        }

        return false;
    }
}
