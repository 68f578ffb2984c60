using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Calls;
using TokenLedger.Reporting.Queries.Waste;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>Where money goes that need not: the dearest calls, and waste.</summary>
internal static class WasteApi
{
    private const string DefaultLast = "7d";

    public static void Map(RouteGroupBuilder api, ReadSide side)
    {
        api.MapGet(
                "/reports/expensive",
                (HttpContext http, CancellationToken cancellation) => ExpensiveAsync(side, http, cancellation)
            )
            .WithName("ReportExpensive")
            .WithSummary("The calls that cost most, with their entries")
            .WithDescription($"Without a window: the last {DefaultLast}.")
            .WithWords(
                ("limit", $"Most calls, 1 to {ExpensiveQuery.MostLimit}. Default {ExpensiveQuery.DefaultLimit}."),
                WordsOfRequest.Compare
            )
            .WithTags("reports");
        api.MapGet(
                "/reports/waste",
                (HttpContext http, CancellationToken cancellation) => WasteAsync(side, http, cancellation)
            )
            .WithName("ReportWaste")
            .WithSummary(
                "Money that bought nothing, or nothing new: failed, retried, abandoned, duplicate, missed caching"
            )
            .WithDescription($"Each finding says its rule. Without a window: the last {DefaultLast}.")
            .WithWords(
                ("by", $"What groups are, one of {Grouping.Choices}. Default agent."),
                ("kept-for", "How long a cache of answers would keep one, 1s to 1d. Default 1h."),
                (
                    "limit",
                    $"Most groups and examples of each kind, 1 to {WasteQuery.MostLimit}. Default {WasteQuery.DefaultLimit}."
                ),
                WordsOfRequest.Compare
            )
            .WithTags("reports");
    }

    private static Task<Results<Ok<ExpensiveDocument>, BadRequest<ApiError>, JsonHttpResult<ApiError>>> ExpensiveAsync(
        ReadSide side,
        HttpContext http,
        CancellationToken cancellation
    )
    {
        ReportQuestion asked = new(http);
        ExpensiveQuery? query = asked.ReadCompared(
            new ExpensiveQuery
            {
                Limit = asked.Number("limit", ExpensiveQuery.DefaultLimit, 1, ExpensiveQuery.MostLimit),
            },
            DefaultLast,
            side.Time.GetUtcNow()
        );
        LedgerSource ledger = new(side.Ledger);
        return ReportAnswer.OfAsync(
            query,
            asked.Problem,
            side,
            http.Scope(),
            async (views, question, stamp) =>
                ExpensiveDocument.Of(
                    await views.ExpensiveAsync(question, ledger, cancellation).ConfigureAwait(false),
                    stamp
                ),
            cancellation
        );
    }

    private static Task<Results<Ok<WasteDocument>, BadRequest<ApiError>, JsonHttpResult<ApiError>>> WasteAsync(
        ReadSide side,
        HttpContext http,
        CancellationToken cancellation
    )
    {
        ReportQuestion asked = new(http);
        WasteQuery? query = asked.ReadCompared(
            new WasteQuery
            {
                By = asked.Grouping("by", "agent"),
                KeptFor = asked.Length("kept-for", WasteQuery.DefaultKept, WasteQuery.LeastKept, WasteQuery.MostKept),
                Limit = asked.Number("limit", WasteQuery.DefaultLimit, 1, WasteQuery.MostLimit),
            },
            DefaultLast,
            side.Time.GetUtcNow()
        );
        LedgerSource ledger = new(side.Ledger);
        return ReportAnswer.OfAsync(
            query,
            asked.Problem,
            side,
            http.Scope(),
            async (views, question, stamp) =>
                WasteDocument.Of(await views.WasteAsync(question, ledger, cancellation).ConfigureAwait(false), stamp),
            cancellation
        );
    }
}
