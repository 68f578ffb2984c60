using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>Who called in a few sessions, and when each ended: read row by row, for those that are shown only.</summary>
internal sealed class SessionDetails
{
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
        SessionDetails details = new();
        foreach ((long Tenant, long Session) session in sessions)
        {
            details._details.Add(session, new Detail());
        }

        if (details._details.Count > 0)
        {
            ScanFilter shown = new(s_columns[1], [.. details._details.Keys.Select(key => key.Session).Distinct()]);
            RowReader.Read(view, scan with { Where = [.. scan.Where, shown] }, s_columns, details.Take);
        }

        return details;
    }

    /// <summary>The agents in the order of their first call (a few), how many, and the end in microseconds (0 for none).</summary>
    public (IReadOnlyList<long> Agents, int Count, long End) Of(long tenant, long session)
    {
        Detail detail = _details[(tenant, session)];
        return (
            [.. detail.Agents.OrderBy(agent => agent.Value).Take(SessionSummary.MostAgents).Select(agent => agent.Key)],
            detail.Agents.Count,
            detail.End
        );
    }

    private void Take(ReadOnlySpan<long> row)
    {
        bool isCall = row[5] == 0;
        if (!isCall || !_details.TryGetValue((row[0], row[1]), out Detail? detail))
        {
            return;
        }

        long latency = Math.Max(0, row[4] - 1) * TimeSpan.MicrosecondsPerMillisecond;
        detail.End = Math.Max(detail.End, row[3] + latency);
        if (row[2] != 0 && (!detail.Agents.TryGetValue(row[2], out long first) || row[3] < first))
        {
            detail.Agents[row[2]] = row[3];
        }
    }

    private sealed class Detail
    {
        public Dictionary<long, long> Agents { get; } = [];
        public long End { get; set; }
    }
}
