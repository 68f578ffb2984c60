using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Ledger.Control;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>Sessions and agents as the ledger knows them. What goes on now is at <c>/api/v1/sessions</c>.</summary>
internal static class SessionReportsApi
{
    private const string DefaultLast = "24h";

    public static void Map(RouteGroupBuilder api, ReadSide side)
    {
        api.MapGet(
                "/reports/sessions",
                (HttpContext http, CancellationToken cancellation) => ListAsync(side, http, cancellation)
            )
            .WithName("ReportSessions")
            .WithSummary("Sessions of a window with calls, tokens, cost and duration")
            .WithDescription(
                "What the ledger knows of sessions; /api/v1/sessions lists those that go on, with the means to stop them. "
                    + $"Without a window: the last {DefaultLast}."
            )
            .WithWords(
                ("order", "cost (default), recent or calls."),
                ("limit", $"Most sessions, 1 to {SessionsQuery.MostLimit}. Default {SessionsQuery.DefaultLimit}."),
                WordsOfRequest.Compare
            )
            .WithTags("reports");
        api.MapGet(
                "/reports/sessions/{session}",
                (string session, HttpContext http, CancellationToken cancellation) =>
                    GetAsync(session, side, http, cancellation)
            )
            .WithName("ReportSession")
            .WithSummary("One session: its agents as a tree with inclusive and exclusive cost, its steps and calls")
            .WithDescription(
                "Sums and tree are over all calls, also those not listed. Two tenants may have sessions of one id: then "
                    + "'tenant' (or where=tenant=(none)) must say which. Without a window: all of it."
            )
            .WithWords(
                ("limit", $"Most calls, 1 to {SessionQuery.MostLimit}. Default {SessionQuery.DefaultLimit}."),
                ("skip", "Calls left out before the first.")
            )
            .WithTags("reports");
        api.MapGet(
                "/reports/agents",
                (HttpContext http, CancellationToken cancellation) => AgentsAsync(side, http, cancellation)
            )
            .WithName("ReportAgents")
            .WithSummary("Agents with the cost of their own calls, and with that of the agents they started")
            .WithDescription($"Without a window: the last {DefaultLast}.")
            .WithWords(
                ("limit", $"Most agents and places, 1 to {AgentsQuery.MostLimit}. Default {AgentsQuery.DefaultLimit}."),
                WordsOfRequest.Compare
            )
            .WithTags("reports");
    }

    private static Task<Results<Ok<SessionsDocument>, BadRequest<ApiError>, JsonHttpResult<ApiError>>> ListAsync(
        ReadSide side,
        HttpContext http,
        CancellationToken cancellation
    )
    {
        ReportQuestion asked = new(http);
        SessionsQuery? query = asked.ReadCompared(
            new SessionsQuery
            {
                Order = asked.Choice(
                    "order",
                    SessionOrder.Cost,
                    ("cost", SessionOrder.Cost),
                    ("recent", SessionOrder.Recent),
                    ("calls", SessionOrder.Calls)
                ),
                Limit = asked.Number("limit", SessionsQuery.DefaultLimit, 1, SessionsQuery.MostLimit),
            },
            DefaultLast,
            side.Time.GetUtcNow()
        );
        return ReportAnswer.OfAsync(
            query,
            asked.Problem,
            side,
            http.Scope(),
            static (views, question, stamp) => SessionsDocument.Of(views.Sessions(question), stamp),
            cancellation
        );
    }

    private static async Task<
        Results<Ok<SessionDocument>, BadRequest<ApiError>, NotFound<ApiError>, JsonHttpResult<ApiError>>
    > GetAsync(string session, ReadSide side, HttpContext http, CancellationToken cancellation)
    {
        ReportQuestion asked = new(http);
        // The host leaves an encoded slash of a path as it is.
        string id = session.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        SessionQuery? query = asked.Read(
            new SessionQuery
            {
                Session = id,
                Skip = asked.Number("skip", 0, 0, int.MaxValue),
                Limit = asked.Number("limit", SessionQuery.DefaultLimit, 1, SessionQuery.MostLimit),
            },
            null,
            side.Time.GetUtcNow()
        );
        ReadScope scope = http.Scope();
        if (query is null || ReportAnswer.Refusal(query, scope) is not null)
        {
            return ApiError.Invalid(asked.Problem ?? ReportAnswer.Refusal(query!, scope)!);
        }

        using Views? views = await side.OpenViewsAsync(cancellation).ConfigureAwait(false);
        if (views is null)
        {
            return ApiError.NotReady(side);
        }

        SessionAnswer answer = await views
            .SessionAsync((SessionQuery)query.Within(scope.Tenant), new LedgerSource(side.Ledger), cancellation)
            .ConfigureAwait(false);
        return answer switch
        {
            { Report: { } report } => TypedResults.Ok(SessionDocument.Of(report, side.Stamp)),
            { Tenants.Count: 0 } => ApiError.Missing($"The ledger has no calls of a session \"{id}\" here."),
            _ => ApiError.Invalid(Several(id, answer.Tenants)),
        };
    }

    private static string Several(string id, IReadOnlyList<string?> tenants) =>
        $"Several tenants have a session \"{id}\": "
        + string.Join(", ", tenants.Select(tenant => tenant ?? Filter.None))
        + ". Say which with 'tenant', or with where=tenant=(none).";

    private static Task<Results<Ok<AgentsDocument>, BadRequest<ApiError>, JsonHttpResult<ApiError>>> AgentsAsync(
        ReadSide side,
        HttpContext http,
        CancellationToken cancellation
    )
    {
        ReportQuestion asked = new(http);
        AgentsQuery? query = asked.ReadCompared(
            new AgentsQuery { Limit = asked.Number("limit", AgentsQuery.DefaultLimit, 1, AgentsQuery.MostLimit) },
            DefaultLast,
            side.Time.GetUtcNow()
        );
        return ReportAnswer.OfAsync(
            query,
            asked.Problem,
            side,
            http.Scope(),
            static (views, question, stamp) => AgentsDocument.Of(views.Agents(question), stamp),
            cancellation
        );
    }
}
