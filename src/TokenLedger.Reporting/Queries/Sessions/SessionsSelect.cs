using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Costs;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>
/// Answers a <see cref="SessionsQuery"/>. There may be a million sessions: only those shown get texts, agents and an end.
/// </summary>
internal sealed class SessionsSelect
{
    private readonly SqliteConnection _connection;
    private readonly ColumnView _columns;
    private readonly SessionsQuery _query;
    private readonly ScanQuery _scan;

    private SessionsSelect(SqliteConnection connection, ColumnView columns, long position, SessionsQuery query)
    {
        (_connection, _columns, _query) = (connection, columns, query);
        ScanKey[] keys = [ScanKey.OfDimension(Dimensions.Tenant), ScanKey.OfDimension(Dimensions.Session)];
        _scan = SliceQuestion.Of(
            query,
            new NameNumbers(connection),
            position,
            keys,
            SessionMeasures.Of(query.AsBooked)
        );
    }

    public static SessionsReport Run(
        SqliteConnection connection,
        ColumnView columns,
        long position,
        SessionsQuery query
    ) => new SessionsSelect(connection, columns, position, query).Run();

    private SessionsReport Run()
    {
        ScanResult ended = Scan.Run(_columns, _scan);
        List<Candidate> candidates = Candidates(ended, out SessionFigures total, out SessionFigures without);
        candidates.Sort(Order(_query.Order));
        List<Candidate> shown = candidates.GetRange(0, Math.Min(_query.Limit, candidates.Count));
        SessionDetails details = SessionDetails.Read(_columns, _scan, shown.Select(one => (one.Tenant, one.Session)));
        NameTexts texts = new(_connection);
        return new()
        {
            Query = _query,
            Rows = [.. shown.Select(one => RowOf(one, ended, details, texts))],
            Sessions = candidates.Count,
            Total = total,
            WithoutSession = without,
            AsOfEntry = _scan.Before,
        };
    }

    private List<Candidate> Candidates(ScanResult ended, out SessionFigures total, out SessionFigures without)
    {
        Dictionary<(long Tenant, long Session), SessionFigures> open = OpenSessions.Read(_connection, _query);
        List<Candidate> candidates = new(ended.Count);
        long[] inSessions = new long[SessionMeasures.Count];
        long[] outside = new long[SessionMeasures.Count];
        (total, without) = (SessionFigures.None, SessionFigures.None);
        for (int group = 0; group < ended.Count; group++)
        {
            long[] keys = ended.KeysOf(group);
            ReadOnlySpan<long> sums = ended.SumsOf(group);
            if (SessionMeasures.AreNone(sums))
            {
                continue;
            }

            bool named = keys[1] != 0;
            SessionMeasures.Add(named ? inSessions : outside, sums);
            if (named)
            {
                open.Remove((keys[0], keys[1]), out SessionFigures? also);
                total = also is null ? total : total + also;
                candidates.Add(Candidate.Of(keys, group, sums, also));
            }
        }

        foreach (((long tenant, long session), SessionFigures figures) in open)
        {
            if (session == 0)
            {
                without += figures;
            }
            else
            {
                total += figures;
                candidates.Add(Candidate.Of(tenant, session, figures));
            }
        }

        total += SessionMeasures.Read(inSessions);
        without += SessionMeasures.Read(outside);
        return candidates;
    }

    private static SessionSummary RowOf(Candidate one, ScanResult ended, SessionDetails details, NameTexts texts)
    {
        (IReadOnlyList<long> agents, int count, long end) = details.Of(one.Tenant, one.Session);
        SessionFigures own = one.Group < 0 ? SessionFigures.None : SessionMeasures.Read(ended.SumsOf(one.Group));
        return new()
        {
            Tenant = texts.Of(one.Tenant == 0 ? null : one.Tenant),
            Session = texts.Of(one.Session)!,
            Agents = [.. agents.Select(agent => texts.Of(agent)!)],
            AgentCount = count,
            Figures = one.Open is null ? own : own + one.Open,
            EndedAt = end == 0 ? null : EntryTime.FromMicroseconds(end),
        };
    }

    // Numbers of names are given in the order of their first use, so they decide ties the same way after a rebuild.
    private static Comparison<Candidate> Order(SessionOrder order) =>
        order switch
        {
            SessionOrder.Recent => static (left, right) =>
                FirstOf(ByTime(left, right), ByCost(left, right), ByCalls(left, right), ByName(left, right)),
            SessionOrder.Calls => static (left, right) =>
                FirstOf(ByCalls(left, right), ByCost(left, right), ByTime(left, right), ByName(left, right)),
            _ => static (left, right) =>
                FirstOf(ByCost(left, right), ByCalls(left, right), ByTime(left, right), ByName(left, right)),
        };

    private static int FirstOf(params ReadOnlySpan<int> orders)
    {
        foreach (int order in orders)
        {
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static int ByCost(Candidate left, Candidate right) => right.Known.CompareTo(left.Known);

    private static int ByCalls(Candidate left, Candidate right) => right.Calls.CompareTo(left.Calls);

    private static int ByTime(Candidate left, Candidate right) => right.LastAt.CompareTo(left.LastAt);

    private static int ByName(Candidate left, Candidate right) =>
        (left.Session, left.Tenant).CompareTo((right.Session, right.Tenant));

    /// <summary>A session that may be shown.</summary>
    /// <param name="Group">Its number in the scan; -1 when all of its calls are open.</param>
    /// <param name="Tenant">The number of its tenant.</param>
    /// <param name="Session">The number of its id.</param>
    /// <param name="Known">Its cost.</param>
    /// <param name="Calls">Its calls that ended.</param>
    /// <param name="LastAt">When its last call began, microseconds since 1970 UTC.</param>
    /// <param name="Open">What of it is open; null for nothing.</param>
    private readonly record struct Candidate(
        int Group,
        long Tenant,
        long Session,
        Usd Known,
        long Calls,
        long LastAt,
        SessionFigures? Open
    )
    {
        public static Candidate Of(long[] keys, int group, ReadOnlySpan<long> sums, SessionFigures? open) =>
            new(
                group,
                keys[0],
                keys[1],
                CostMeasures.Known(sums),
                sums[0],
                Math.Max(SessionMeasures.LastOf(sums), LastOf(open)),
                open
            );

        public static Candidate Of(long tenant, long session, SessionFigures open) =>
            new(-1, tenant, session, Usd.Zero, 0, LastOf(open), open);

        private static long LastOf(SessionFigures? open) =>
            open?.LastAt is { } last ? EntryTime.ToMicroseconds(last) : 0;
    }
}
