using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Dashboard.Pages.Sessions;

/// <summary>One session: its tree of agents, and its calls step by step. ?session= names it, ?of= its tenant.</summary>
internal static class SessionPage
{
    /// <summary>Calls of a page.</summary>
    public const int CallsShown = 60;

    public static DashboardPage Definition { get; } = new("/sessions/one", "Session", ReadAsync) { DefaultLast = null };

    private static async ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        if (request.Word("session") is not { } session)
        {
            return PageAnswer.Invalid("This page needs a session: /sessions/one?session=ID.");
        }

        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        if (views is null)
        {
            return PageAnswer.NotReady(request.Side);
        }

        SessionQuery question = new()
        {
            Session = session,
            Limit = CallsShown,
            Skip = request.Number("skip", 0, 0, 10_000_000),
        };
        if (request.Read(question, out string? problem) is not { } query)
        {
            return PageAnswer.Invalid(problem!);
        }

        SessionAnswer answer = await views
            .SessionAsync(
                (SessionQuery)query.Within(request.Word("of")),
                new LedgerSource(request.Side.Ledger),
                cancellation
            )
            .ConfigureAwait(false);
        string shown = Elements.Show.Cut(session, 80);
        return answer switch
        {
            { Report: { } report } => PageAnswer.Show<SessionView, SessionReport>(report, report.AsOfEntry) with
            {
                Title = shown,
                RestsOn = report.Figures.Costs,
                Lead = "Session" + (report.Tenant is { } tenant ? " of " + Elements.Show.Cut(tenant, 40) : ""),
            },
            { Tenants.Count: > 1 } => PageAnswer.Show<SessionChoice, SessionOfTenants>(
                new(session, answer.Tenants)
            ) with
            {
                Title = shown,
            },
            _ => PageAnswer.Missing($"No call names the session {shown}."),
        };
    }
}

/// <summary>Tenants that have a session of one id each.</summary>
/// <param name="Session">The id.</param>
/// <param name="Tenants">The tenants; null for calls that name none.</param>
public sealed record SessionOfTenants(string Session, IReadOnlyList<string?> Tenants);
