using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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
                (HttpContext http, CancellationToken cancellation) =>
                    ReportAnswer.OfAsync(
                        AnomalyQuery.Read(http.Request.Words(), side.Time.GetUtcNow(), out string? problem),
                        problem,
                        side,
                        http.Scope(),
                        static (views, asked, stamp) => AnomaliesDocument.Of(views.Anomalies(asked), stamp),
                        cancellation
                    )
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
}
