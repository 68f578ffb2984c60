using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Latency;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>How long calls took.</summary>
internal static class LatencyApi
{
    private const string DefaultLast = "24h";

    public static void Map(RouteGroupBuilder api, ReadSide side) =>
        api.MapGet(
                "/latency",
                (
                    [AsParameters] SliceParameters slice,
                    [AsParameters] GroupParameters group,
                    [AsParameters] CompareParameter compare,
                    HttpContext http,
                    CancellationToken cancellation
                ) =>
                {
                    LatencyQuery? question = slice
                        .Words(compare.And(group))
                        .ReadGrouped(
                            new LatencyQuery(),
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
                        static (views, asked, stamp) => LatencyDocument.Of(views.Latency(asked), stamp),
                        cancellation
                    );
                }
            )
            .WithName("GetLatency")
            .WithSummary("How long calls took: percentiles, longest and histogram, to the first byte and to the end")
            .WithDescription(
                "Of all calls that ended in the window, none sampled. A percentile is by nearest rank: of n times in ascending "
                    + "order the one at place ⌈p/100 × n⌉. Without 'last', 'from' and 'to': the last "
                    + DefaultLast
                    + ". Groups with the most calls first."
            )
            .WithTags("reports");
}
