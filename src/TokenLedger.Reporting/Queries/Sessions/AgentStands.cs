namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>
/// Where the agents of a tenant stand, if in all its sessions they stand in the same place: then their costs add up
/// without a look at single sessions. An agent does not when its calls name different agents above it, when one above it
/// did not call in a session and would then stand elsewhere itself, or when the names lead in a circle. Such agents, and
/// all that are tied to them by names, are to be looked at session by session, see <see cref="AgentForest"/>.
/// </summary>
internal sealed class AgentStands
{
    /// <summary>Most agents above each other; deeper trees are looked at session by session.</summary>
    public const int MostDepth = 64;

    /// <summary>Above an agent at the top.</summary>
    private const long None = 0;

    private readonly Dictionary<long, long> _above = [];
    private readonly Dictionary<long, long> _family = [];
    private readonly HashSet<long> _varying = [];
    private readonly HashSet<long> _varyingFamilies;

    /// <summary>Finds out.</summary>
    /// <param name="keys">What the calls of the tenant say of agents.</param>
    /// <param name="isWithin">Whether in each session with a call that says so an agent called too.</param>
    public AgentStands(IReadOnlyCollection<AgentKey> keys, Func<AgentKey, long, bool> isWithin)
    {
        foreach (AgentKey key in keys.Where(key => key.Agent != 0))
        {
            Stand(key.Agent, AboveOf(key));
        }

        foreach (AgentKey key in keys)
        {
            if (AboveOf(key) is var above and not None)
            {
                // An agent above that did not call gets a place by the root alone, see AgentForest.
                long root = key.Parent != 0 && key.Root != above ? key.Root : None;
                Join(key.Agent, above);
                Join(above, root);
                StandUncalled(key, above, root, isWithin);
                StandUncalled(key, root, None, isWithin);
            }
        }

        NoteLong();
        _varyingFamilies = [.. _varying.Select(FamilyOf)];
    }

    /// <summary>The agent above an agent that always stands in the same place; 0 at the top.</summary>
    public long AboveOf(long agent) => _above[agent];

    /// <summary>The agent that a call says is above its own; 0 for none.</summary>
    public static long AboveOf(AgentKey key) =>
        key.Parent != 0 ? key.Parent
        : key.Root != key.Agent ? key.Root
        : None;

    /// <summary>Whether calls that say so must be looked at session by session.</summary>
    public bool Varies(AgentKey key) => _varyingFamilies.Contains(FamilyOf(key.Agent != 0 ? key.Agent : AboveOf(key)));

    private void Stand(long agent, long above)
    {
        if (_above.TryAdd(agent, above) || _above[agent] == above)
        {
            return;
        }

        _varying.Add(agent);
    }

    private void StandUncalled(AgentKey key, long agent, long above, Func<AgentKey, long, bool> isWithin)
    {
        bool stands = agent == None || _above.TryAdd(agent, above) || _above[agent] == above;
        if (!stands && !_varying.Contains(agent) && !isWithin(key, agent))
        {
            _varying.Add(agent);
        }
    }

    /// <summary>Notes agents that have too many above them: in a circle there is no end of them.</summary>
    private void NoteLong()
    {
        foreach (long agent in _above.Keys)
        {
            int depth = 0;
            for (long at = agent; at != None && depth <= MostDepth; at = _above.GetValueOrDefault(at))
            {
                depth++;
            }

            if (depth > MostDepth)
            {
                _varying.Add(agent);
            }
        }
    }

    private void Join(long agent, long other)
    {
        if (agent != 0 && other != 0)
        {
            _family[FamilyOf(agent)] = FamilyOf(other);
        }
    }

    private long FamilyOf(long agent)
    {
        long family = agent;
        while (_family.TryGetValue(family, out long next) && next != family)
        {
            family = next;
        }

        if (family != agent)
        {
            _family[agent] = family;
        }

        return family;
    }
}
