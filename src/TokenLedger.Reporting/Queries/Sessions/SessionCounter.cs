namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>Counts the sessions in which agents called. One for each thread.</summary>
internal sealed class SessionCounter
{
    private readonly SessionSets _sets;
    private readonly NumberSet _found = new();
    private readonly long[] _block = new long[1024];
    private readonly SessionSet.Visitor _add;

    public SessionCounter(SessionSets sets)
    {
        _sets = sets;
        _add = numbers =>
        {
            _found.Add(numbers);
            return true;
        };
    }

    /// <summary>How many sessions there are in which any of some agents called.</summary>
    public long Count(IEnumerable<AgentOfTenant> agents)
    {
        Find(agents);
        return _found.Count;
    }

    /// <summary>Whether in each session of an agent, or outside all, one of others called too.</summary>
    public bool IsWithin(AgentOfTenant agent, IEnumerable<AgentOfTenant> others)
    {
        Find(others);
        return _sets.Of(agent).All(set => set.Visit(_block, _found.HasAll));
    }

    private void Find(IEnumerable<AgentOfTenant> agents)
    {
        _found.Clear();
        foreach (SessionSet set in agents.SelectMany(_sets.Of))
        {
            set.Visit(_block, _add);
        }
    }
}
