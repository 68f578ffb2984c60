using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>In which sessions agents called, over all spans of a question. Immutable.</summary>
internal sealed class SessionSets
{
    private readonly Dictionary<AgentOfTenant, List<SessionSet>> _sets = [];

    /// <summary>Puts the spans together.</summary>
    public SessionSets(StandingAnswer<AgentSessions> found)
    {
        Standing = found.Standing;
        foreach (AgentSessions span in found.All)
        {
            for (int i = 0; i < span.Keys.Length; i++)
            {
                if (!_sets.TryGetValue(span.Keys[i], out List<SessionSet>? sets))
                {
                    _sets.Add(span.Keys[i], sets = []);
                }

                sets.Add(new(span, i));
            }
        }
    }

    /// <summary>The joined spans; null when there are none.</summary>
    public AgentSessions? Standing { get; }

    /// <summary>How many sessions an agent called in, those that reach over several spans more than once.</summary>
    public long LengthOf(AgentOfTenant agent) => Of(agent).Sum(set => (long)set.Length);

    /// <summary>The sessions of an agent, span by span.</summary>
    public IReadOnlyList<SessionSet> Of(AgentOfTenant agent) => _sets.GetValueOrDefault(agent) ?? [];
}

/// <summary>The sessions of an agent in a span.</summary>
/// <param name="Span">The span.</param>
/// <param name="Number">Which of its agents.</param>
internal readonly record struct SessionSet(AgentSessions Span, int Number)
{
    /// <summary>How many.</summary>
    public int Length => Span.Starts[Number + 1] - Span.Starts[Number];

    /// <summary>Takes sessions.</summary>
    /// <param name="numbers">Their numbers; valid during the call only.</param>
    /// <returns>Whether to go on.</returns>
    public delegate bool Visitor(ReadOnlySpan<long> numbers);

    /// <summary>Visits the sessions, some at once.</summary>
    /// <param name="block">Memory for as many as are visited at once.</param>
    /// <param name="visit">Takes them.</param>
    /// <returns>Whether all were visited.</returns>
    public bool Visit(long[] block, Visitor visit)
    {
        int end = Span.Starts[Number + 1];
        for (int from = Span.Starts[Number]; from < end; from += block.Length)
        {
            Span<long> numbers = block.AsSpan(0, Math.Min(block.Length, end - from));
            Span.Sessions.Read(from, numbers);
            if (!visit(numbers))
            {
                return false;
            }
        }

        return true;
    }
}
