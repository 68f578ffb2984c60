using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Errors;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>Calls that failed and calls that were not allowed.</summary>
internal static class ErrorsApi
{
    private const string DefaultLast = "24h";

    public static void Map(RouteGroupBuilder api, ReadSide side) =>
        api.MapGet(
                "/errors",
                (
                    [AsParameters] SliceParameters slice,
                    [AsParameters] GroupParameters group,
                    [AsParameters] CompareParameter compare,
                    HttpContext http,
                    CancellationToken cancellation
                ) =>
                {
                    ErrorQuery? question = slice
                        .Words(compare.And(group))
                        .ReadGrouped(
                            new ErrorQuery(),
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
                        static (views, asked, stamp) => ErrorsDocument.Of(views.Errors(asked), stamp),
                        cancellation
                    );
                }
            )
            .WithName("GetErrors")
            .WithSummary("Calls that failed, by outcome and HTTP status, and calls refused, by rule")
            .WithDescription(
                "A call failed when it ended without the answer it was made for; a caller that left before the end is no failure. "
                    + "Refused calls are counted apart: nothing was sent for them. Without 'last', 'from' and 'to': the last "
                    + DefaultLast
                    + ". Groups with the most failed and refused calls first."
            )
            .WithTags("reports");
}
