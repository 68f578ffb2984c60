namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>
/// Counts the sessions in which agents called: of joined spans that is known, and of the others those that are not in them
/// are counted. One for each thread.
/// </summary>
internal sealed class SessionCounter
{
    private readonly SessionSets _sets;
    private readonly NumberSet _found = new();
    private readonly long[] _block = new long[1024];
    private readonly long[] _new = new long[1024];
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
        SessionSet[] sets = [.. agents.SelectMany(_sets.Of)];
        if (_sets.Standing is not { } standing)
        {
            Find(sets);
            return _found.Count;
        }

        int[] numbers = [.. sets.Where(set => ReferenceEquals(set.Span, standing)).Select(set => set.Number).Order()];
        long known = CountStanding(standing, numbers);
        _found.Clear();
        foreach (SessionSet set in sets.Where(set => !ReferenceEquals(set.Span, standing)))
        {
            set.Visit(
                _block,
                sessions =>
                {
                    AddNew(standing, numbers, sessions);
                    return true;
                }
            );
        }

        return known + _found.Count;
    }

    /// <summary>Whether in each session of an agent, or outside all, one of others called too.</summary>
    public bool IsWithin(AgentOfTenant agent, IEnumerable<AgentOfTenant> others)
    {
        Find(others.SelectMany(_sets.Of));
        return _sets.Of(agent).All(set => set.Visit(_block, _found.HasAll));
    }

    private long CountStanding(AgentSessions standing, int[] numbers)
    {
        if (numbers.Length <= 1)
        {
            return numbers.Length == 0 ? 0 : standing.CountOf(numbers[0]);
        }

        string agents = string.Join(',', numbers);
        if (!standing.Counted.TryGetValue(agents, out long count))
        {
            Find(numbers.Select(number => new SessionSet(standing, number)));
            count = _found.Count;
            if (standing.Counted.Count < AgentSessions.MostCounted)
            {
                standing.Counted[agents] = count;
            }
        }

        return count;
    }

    /// <summary>Adds sessions that are not in the joined spans.</summary>
    private void AddNew(AgentSessions standing, int[] numbers, ReadOnlySpan<long> sessions)
    {
        int count = 0;
        foreach (long session in sessions)
        {
            if (!Array.Exists(numbers, number => standing.Has(number, session)))
            {
                _new[count++] = session;
            }
        }

        _found.Add(_new.AsSpan(0, count));
    }

    private void Find(IEnumerable<SessionSet> sets)
    {
        _found.Clear();
        foreach (SessionSet set in sets)
        {
            set.Visit(_block, _add);
        }
    }
}
