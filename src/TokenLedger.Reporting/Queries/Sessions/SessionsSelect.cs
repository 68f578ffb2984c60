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
        Dictionary<(long Tenant, long Session), SessionFigures> open = OpenSessions.Read(_connection, _query);
        ScanResult? ended = Scan.TryRun(_columns, _scan, _columns.Limits.ManyGroups);
        int? more = null;
        if (ended is null)
        {
            (ended, more) = EndedOfMany(open);
        }

        List<Candidate> candidates = Candidates(ended, open);
        int sessions = more + candidates.Count(one => !HasWeight(one, ended)) ?? candidates.Count;
        candidates.Sort(Order(_query.Order));
        List<Candidate> shown = candidates.GetRange(0, Math.Min(_query.Limit, candidates.Count));
        SessionDetails details = SessionDetails.Read(_columns, _scan, shown.Select(one => (one.Tenant, one.Session)));
        NameTexts texts = new(_connection);
        return new()
        {
            Query = _query,
            Rows = [.. shown.Select(one => RowOf(one, ended, details, texts))],
            Sessions = sessions,
            Total = Total(open, s_named),
            WithoutSession = Total(open, s_nameless),
            AsOfEntry = _scan.Before,
        };
    }

    /// <summary>
    /// Of very many sessions those that may be shown: the first in order, those with open calls, and those of which the
    /// weight does not tell whether they are in any figure.
    /// </summary>
    /// <returns>Their sums, and how many of all sessions have a weight; null when all are summed.</returns>
    private (ScanResult Ended, int? Count) EndedOfMany(Dictionary<(long Tenant, long Session), SessionFigures> open)
    {
        ScanQuery named = _scan with { Where = [.. _scan.Where, s_named] };
        HeavyGroups heavy = HeavyGroups.Of(
            _columns,
            named with
            {
                Measures = SessionMeasures.Weights(_query.AsBooked, _query.Order),
            },
            _query.Limit,
            SessionMeasures.Weighed,
            SessionMeasures.Weight(_query.Order)
        );
        if (heavy.Zeros is not { } zeros)
        {
            return (Scan.Run(_columns, _scan), null);
        }

        HashSet<(long Tenant, long Session)> meant =
        [
            .. heavy.Best.Concat(zeros).Select(group => (group.Keys[0], group.Keys[1])),
            .. open.Keys,
        ];
        // A session is of one tenant almost always; the few that share an id only with one that is meant are candidates too.
        ScanResult ended = Scan.Run(
            _columns,
            named with
            {
                Where = [.. named.Where, new(_scan.Keys[1], [.. meant.Select(one => one.Session).Distinct()])],
            }
        );
        return (ended, heavy.Count);
    }

    private static readonly ScanFilter s_named = new(ScanKey.OfDimension(Dimensions.Session), [0], Excludes: true);

    private static readonly ScanFilter s_nameless = new(ScanKey.OfDimension(Dimensions.Session), 0);

    private SessionFigures Total(Dictionary<(long Tenant, long Session), SessionFigures> open, ScanFilter which)
    {
        ScanQuery all = _scan with { Keys = [], Where = [.. _scan.Where, which] };
        SessionFigures ended = SessionMeasures.Read(Scan.Run(_columns, all).SumsOf(0));
        return open.Where(one => one.Key.Session == 0 != which.Excludes)
            .Aggregate(ended, (sum, one) => sum + one.Value);
    }

    private static bool HasWeight(Candidate one, ScanResult ended) =>
        one.Group >= 0 && CostMeasures.HaveWeight(ended.SumsOf(one.Group));

    private static List<Candidate> Candidates(
        ScanResult ended,
        Dictionary<(long Tenant, long Session), SessionFigures> open
    )
    {
        HashSet<(long Tenant, long Session)> found = [];
        List<Candidate> candidates = new(ended.Count);
        for (int group = 0; group < ended.Count; group++)
        {
            long[] keys = ended.KeysOf(group);
            ReadOnlySpan<long> sums = ended.SumsOf(group);
            if (keys[1] != 0 && !SessionMeasures.AreNone(sums))
            {
                SessionFigures? also = open.GetValueOrDefault((keys[0], keys[1]));
                candidates.Add(Candidate.Of(keys, group, sums, also));
                if (also is not null)
                {
                    found.Add((keys[0], keys[1]));
                }
            }
        }

        candidates.AddRange(
            open.Where(one => one.Key.Session != 0 && !found.Contains(one.Key))
                .Select(one => Candidate.Of(one.Key.Tenant, one.Key.Session, one.Value))
        );
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
