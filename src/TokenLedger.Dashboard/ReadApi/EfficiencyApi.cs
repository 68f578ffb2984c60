using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Efficiency;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>What was got for the tokens.</summary>
internal static class EfficiencyApi
{
    private const string DefaultLast = "7d";

    public static void Map(RouteGroupBuilder api, ReadSide side) =>
        api.MapGet(
                "/efficiency",
                (
                    [AsParameters] SliceParameters slice,
                    [AsParameters] GroupParameters group,
                    [AsParameters] CompareParameter compare,
                    HttpContext http,
                    CancellationToken cancellation
                ) =>
                {
                    EfficiencyQuery? question = slice
                        .Words(compare.And(group))
                        .ReadGrouped(
                            new EfficiencyQuery(),
                            GroupedSlice.MostRows,
                            DefaultLast,
                            side.Time.GetUtcNow(),
                            out string? problem
                        );
                    return ReportAnswer.OfAsync(
                        question,
                        problem,
                        side,
                        http.Scope(),
                        static (views, asked, stamp) => EfficiencyDocument.Of(views.Efficiency(asked), stamp),
                        cancellation
                    );
                }
            )
            .WithName("GetEfficiency")
            .WithSummary(
                "Cache hits and savings, context windows, parts of prompts, reasoning, tokens and cost per call"
            )
            .WithDescription(
                "Shares are from 0 to 1, rounded to six decimals; a figure is 0 where there is nothing to divide by. 'prompt' tells "
                    + "who said how much of the prompts, estimated by bytes, and which share of all prompt tokens it is about "
                    + "('coverage'). Without 'last', 'from' and 'to': the last "
                    + DefaultLast
                    + ". The dearest groups first."
            )
            .WithTags("reports");
}
