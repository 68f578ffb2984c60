using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Foresight;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>What is unusual: the same question and the same answer as on the command line.</summary>
internal static class AnomaliesApi
{
    public static void Map(RouteGroupBuilder api, ReadSide side) =>
        api.MapGet(
                "/anomalies",
                (HttpContext http, CancellationToken cancellation) => GetAsync(http, side, cancellation)
            )
            .WithName("GetAnomalies")
            .WithSummary("Days or hours that are not as usual, and who made the difference")
            .WithDescription(
                "Judges the full days (default 14) or hours (default 48) of the window by the weeks before each of them."
            )
            .WithWords(
                ("period", "day (default) or hour."),
                ("of", "cost, tokens, calls, error_rate, latency_median, latency_p95, with commas. Default all."),
                (
                    "by",
                    "Tell who made the difference by up to three of "
                        + Grouping.Choices
                        + ". Default feature,model,agent."
                ),
                ("each", "Judge each value of this by itself too, the fifty dearest."),
                ("least", "Smallest difference of cost worth a word, USD. Default 1."),
                ("below", "true: tell of too little, too."),
                ("limit", "Most anomalies, the newest first. Default 20.")
            )
            .WithTags("foresight");

    private static async Task<Results<Ok<AnomaliesDocument>, BadRequest<ApiError>, JsonHttpResult<ApiError>>> GetAsync(
        HttpContext http,
        ReadSide side,
        CancellationToken cancellation
    )
    {
        if (AnomalyQuery.Read(http.Request.Words(), side.Time.GetUtcNow(), out string? problem) is not { } query)
        {
            return ApiError.Invalid(problem!);
        }

        using Views? views = await side.OpenViewsAsync(cancellation).ConfigureAwait(false);
        return views is null
            ? ApiError.NotReady(side)
            : TypedResults.Ok(
                AnomaliesDocument.Of(views.Anomalies((AnomalyQuery)query.Within(http.Scope().Tenant)), side.Stamp)
            );
    }
}
