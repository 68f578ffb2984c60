using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Comparing;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>Models, prompt versions or other variants side by side: the same question and the same answer as on the command line.</summary>
internal static class CompareApi
{
    public static void Map(RouteGroupBuilder api, ReadSide side) =>
        api.MapGet(
                "/reports/compare",
                (HttpContext http, CancellationToken cancellation) =>
                    ReportAnswer.OfAsync(
                        CompareQuery.Read(http.Request.Words(), side.Time.GetUtcNow(), out string? problem),
                        problem,
                        side,
                        http.Scope(),
                        static (views, asked, stamp) => CompareDocument.Of(views.Compare(asked), stamp),
                        cancellation
                    )
            )
            .WithName("GetCompare")
            .WithSummary("Models, prompt versions or other variants side by side")
            .WithDescription(
                "Calls, cost per call with its interval, tokens, latency, errors, and the success rate and cost per success of business outcomes, of each value of 'by', mostly of one feature ('where=feature=search'). The window is 30d unless it is said."
            )
            .WithWords(
                ("by", "What tells the variants apart: one of " + Grouping.Choices + ". Default model."),
                ("limit", "Most variants, those of the most calls first. Default 10."),
                ("outcome", "Only business outcomes of this name.")
            )
            .WithTags("foresight");
}
