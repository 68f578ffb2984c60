using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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
                (HttpContext http, CancellationToken cancellation) =>
                    ReportAnswer.OfAsync(
                        ForecastQuery.Read(http.Request.Words(), side.Time.GetUtcNow(), out string? problem),
                        problem,
                        side,
                        http.Scope(),
                        static (views, asked, stamp) => ForecastDocument.Of(views.Forecast(asked), stamp),
                        cancellation
                    )
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
}
