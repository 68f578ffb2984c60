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
                    [AsParameters] CompareParameter compare,
                    HttpContext http,
                    CancellationToken cancellation
                ) =>
                    ReportAnswer.OfAsync(
                        Question(slice.Words(compare.And(group)), side, out string? problem),
                        problem,
                        side,
                        http.Scope(),
                        static (views, asked, stamp) => CostsDocument.Of(views.Costs(asked), stamp),
                        cancellation
                    )
            )
            .WithName("GetCosts")
            .WithSummary("Costs of a window, grouped")
            .WithDescription(
                $"Without 'last', 'from' and 'to': the last {DefaultLast}. Without 'by': by model. The dearest groups first. "
                    + "The cost is what is priced; it is the sum of what providers reported, what was counted here and what is "
                    + "estimated. Groups that have gone since the time compared with come last, with zeros."
            )
            .WithTags("reports");

    private static CostQuery? Question(SliceWords words, ReadSide side, out string? problem) =>
        words.ReadGrouped(new CostQuery(), GroupedSlice.MostRows, DefaultLast, side.Time.GetUtcNow(), out problem);
}
