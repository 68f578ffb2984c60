using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Dashboard.AgentLedger;

/// <summary>Sessions in AgentLedger's forms, from the ledger: totals survive restarts and late costs count.</summary>
internal sealed class DashboardSessions(ReadSide side, Views views, DashboardQuestion asked)
{
    /// <summary>A session whose last call began longer ago has ended: 30 min, AgentLedger's default.</summary>
    public static TimeSpan Idle { get; } = TimeSpan.FromMinutes(30);

    /// <summary>Most sessions that are listed as going on.</summary>
    public const int MostActive = 100;

    /// <summary>How far back calls of a session count when the window is shorter: 30 days.</summary>
    private static readonly TimeSpan s_totals = TimeSpan.FromDays(30);

    private const int NewestEntries = 20;

    /// <summary>How many sessions go on, whether they said that they ended or not.</summary>
    public static long CountActive(Views views, DashboardQuestion asked) =>
        views.Sessions(Recent(asked, new(asked.Now - Idle, null), 1)).Sessions;

    /// <summary>Sessions with a call in the window, those called last first.</summary>
    public async Task<List<PastSession>> ListAsync(
        Window window,
        string? status,
        int limit,
        CancellationToken cancellation
    )
    {
        int most = status is null ? limit : SessionsQuery.MostLimit;
        IReadOnlyList<SessionSummary> recent = views.Sessions(Recent(asked, window, most)).Rows;
        Dictionary<(string?, string), SessionSummary> totals = Totals(recent, window);
        List<PastSession> sessions = [];
        foreach (SessionSummary one in recent)
        {
            SessionSummary total = totals.GetValueOrDefault((one.Tenant, one.Session), one);
            Entry? last = await NewestAsync(total, cancellation).ConfigureAwait(false);
            PastSession session = SessionOf(total, last);
            if (status is null || session.Status == status)
            {
                sessions.Add(session);
            }

            if (sessions.Count == limit)
            {
                break;
            }
        }

        return sessions;
    }

    private static SessionsQuery Recent(DashboardQuestion asked, Window window, int limit) =>
        new()
        {
            Window = window,
            Where = asked.Where,
            Order = SessionOrder.Recent,
            Limit = limit,
        };

    private Dictionary<(string?, string), SessionSummary> Totals(IReadOnlyList<SessionSummary> recent, Window window)
    {
        string?[] ids = [.. recent.Select(one => one.Session).Distinct(StringComparer.Ordinal)];
        DateTimeOffset from = asked.Now - s_totals;
        SessionsQuery query = new()
        {
            Window = new(window.From < from ? window.From : from, null),
            Where = [.. asked.Where, new Filter(Grouping.Session, ids)],
            Limit = SessionsQuery.MostLimit,
        };
        return ids.Length == 0
            ? []
            : views.Sessions(query).Rows.ToDictionary(one => (one.Tenant, one.Session), one => one);
    }

    /// <summary>The newest entry of a session; null when none of the newest of this id is of its tenant.</summary>
    private async Task<Entry?> NewestAsync(SessionSummary session, CancellationToken cancellation)
    {
        EntryFilter filter = new()
        {
            Session = session.Session,
            Tenant = session.Tenant,
            Limit = NewestEntries,
        };
        foreach (long sequence in views.Find(filter).Sequences.Reverse())
        {
            IReadOnlyList<StoredEntry> read = await side
                .Ledger.ReadAsync(sequence, 1, cancellation)
                .ConfigureAwait(false);
            Entry entry = EntryReader.Parse(read[0].Bytes.Span);
            if (entry.Attribution.Tenant == session.Tenant && entry.Kind != EntryKind.Adjustment)
            {
                return entry;
            }
        }

        return null;
    }

    private PastSession SessionOf(SessionSummary session, Entry? last)
    {
        SessionFigures figures = session.Figures;
        DateTimeOffset started = figures.FirstAt ?? asked.Now;
        bool ended = last?.Attribution.SessionEnds is true || figures.LastAt < asked.Now - Idle;
        return new(
            session.Session,
            session.Agents.Count > 0 ? session.Agents[0] : "",
            last?.Attribution.User ?? "",
            last?.Attribution.Task ?? "",
            started,
            ended ? session.EndedAt ?? figures.LastAt : null,
            ended ? "completed" : "active",
            DashboardCosts.Requests(figures.Costs) + figures.Costs.Open,
            DashboardCosts.Number(figures.Costs.Known),
            figures.Tokens
        );
    }
}
