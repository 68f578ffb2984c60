using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>
/// Who called in a few sessions, and when each ended: read row by row, for those that are shown only. What sealed segments
/// say of them is remembered.
/// </summary>
internal sealed class SessionDetails : IRemembered
{
    private const int BytesOfSession = 250;
    private const int BytesOfAgent = 40;

    private static readonly ScanKey[] s_columns =
    [
        ScanKey.OfDimension(Dimensions.Tenant),
        ScanKey.OfDimension(Dimensions.Session),
        ScanKey.OfDimension(Dimensions.Agent),
        ScanKey.OfField(Field.OccurredAt),
        ScanKey.OfField(Field.Latency),
        ScanKey.OfField(Field.Adjustments),
    ];

    private readonly Dictionary<(long Tenant, long Session), Detail> _details = [];

    /// <summary>Reads the details of sessions, given as the numbers of their tenants and ids.</summary>
    public static SessionDetails Read(
        ColumnView view,
        ScanQuery scan,
        IEnumerable<(long Tenant, long Session)> sessions
    )
    {
        // Who has the same id in another tenant is read too: so equal ids have equal answers.
        long[] shown = [.. sessions.Select(one => one.Session).Distinct()];
        SessionDetails details = new();
        if (shown.Length == 0)
        {
            return details;
        }

        ScanQuery question = scan with { Keys = [], Measures = [], Where = [.. scan.Where, new(s_columns[1], shown)] };
        foreach (
            (_, SessionDetails part) in SpanAnswers.Of(
                view,
                question,
                $"{question.Shape()} details of sessions",
                () => 0,
                (_, span) => Read(view.ChunksOf(span), question)
            )
        )
        {
            details.Add(part);
        }

        return details;
    }

    /// <inheritdoc/>
    public long Bytes =>
        BytesOfSession
        + (BytesOfSession * (long)_details.Count)
        + (BytesOfAgent * _details.Values.Sum(detail => (long)detail.Agents.Count));

    /// <summary>The agents in the order of their first call (a few), how many, and the end in microseconds (0 for none).</summary>
    public (IReadOnlyList<long> Agents, int Count, long End) Of(long tenant, long session)
    {
        Detail detail = _details.GetValueOrDefault((tenant, session)) ?? new();
        return (
            [.. detail.Agents.OrderBy(agent => agent.Value).Take(SessionSummary.MostAgents).Select(agent => agent.Key)],
            detail.Agents.Count,
            detail.End
        );
    }

    private static SessionDetails Read(IEnumerable<Chunk> chunks, ScanQuery question)
    {
        SessionDetails details = new();
        RowReader.Read(
            chunks,
            question,
            s_columns,
            row =>
            {
                bool isCall = row[5] == 0;
                if (isCall)
                {
                    long latency = Math.Max(0, row[4] - 1) * TimeSpan.MicrosecondsPerMillisecond;
                    details.Of((row[0], row[1])).Add(row[2], row[3], row[3] + latency);
                }
            }
        );
        return details;
    }

    private void Add(SessionDetails part)
    {
        foreach (((long, long) session, Detail detail) in part._details)
        {
            Detail own = Of(session);
            foreach ((long agent, long first) in detail.Agents)
            {
                own.Add(agent, first, detail.End);
            }

            own.End = Math.Max(own.End, detail.End);
        }
    }

    private Detail Of((long Tenant, long Session) session)
    {
        if (!_details.TryGetValue(session, out Detail? detail))
        {
            _details.Add(session, detail = new());
        }

        return detail;
    }

    private sealed class Detail
    {
        public Dictionary<long, long> Agents { get; } = [];
        public long End { get; set; }

        /// <summary>Adds a call of an agent, 0 for none.</summary>
        public void Add(long agent, long began, long ended)
        {
            End = Math.Max(End, ended);
            if (agent != 0 && (!Agents.TryGetValue(agent, out long first) || began < first))
            {
                Agents[agent] = began;
            }
        }
    }
}
