using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>Costs: the same question and the same answer as on the command line.</summary>
internal static class CostsApi
{
    private const string DefaultLast = "24h";

    public static void Map(RouteGroupBuilder api, ReadSide side) =>
        api.MapGet(
                "/costs",
                (
                    [AsParameters] SliceParameters slice,
                    [AsParameters] GroupParameters group,
                    HttpContext http,
                    CancellationToken cancellation
                ) =>
                {
                    CostQuery? question = slice
                        .Words(group.Of)
                        .ReadGrouped(
                            new CostQuery(),
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
                        static (views, asked, stamp) => CostsDocument.Of(views.Costs(asked), stamp),
                        cancellation
                    );
                }
            )
            .WithName("GetCosts")
            .WithSummary("Costs of a window, grouped")
            .WithDescription(
                $"Without 'last', 'from' and 'to': the last {DefaultLast}. Without 'by': by model. Dearest groups first."
            )
            .WithTags("reports");
}
