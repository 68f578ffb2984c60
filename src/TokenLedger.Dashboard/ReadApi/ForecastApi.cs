using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Foresight;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>Forecasts: the same question and the same answer as on the command line.</summary>
internal static class ForecastApi
{
    public static void Map(RouteGroupBuilder api, ReadSide side) =>
        api.MapGet(
                "/forecast",
                (HttpContext http, CancellationToken cancellation) => GetAsync(http, side, cancellation)
            )
            .WithName("GetForecast")
            .WithSummary("What will be used, and how wrong that has been so far")
            .WithDescription(
                "Foresees a slice, and each value of one grouping, with the model that was least wrong on its past. The window "
                    + "is the past that is learned from (default 366d); 'to' in the past gives the forecast of that time."
            )
            .WithWords(
                ("of", "cost (default), tokens or calls."),
                ("days", "Foresee so many days, today the first; without it to the end of this month."),
                ("by", "A forecast for each value too: one of " + Grouping.Choices + "."),
                ("limit", "Most values, those of the greatest use first. Default 20.")
            )
            .WithTags("foresight");

    private static async Task<Results<Ok<ForecastDocument>, BadRequest<ApiError>, JsonHttpResult<ApiError>>> GetAsync(
        HttpContext http,
        ReadSide side,
        CancellationToken cancellation
    )
    {
        if (ForecastQuery.Read(http.Request.Words(), side.Time.GetUtcNow(), out string? problem) is not { } query)
        {
            return ApiError.Invalid(problem!);
        }

        using Views? views = await side.OpenViewsAsync(cancellation).ConfigureAwait(false);
        return views is null
            ? ApiError.NotReady(side)
            : TypedResults.Ok(
                ForecastDocument.Of(views.Forecast((ForecastQuery)query.Within(http.Scope().Tenant)), side.Stamp)
            );
    }
}
