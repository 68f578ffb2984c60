using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Drivers;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>Why costs changed between two periods: the same question and the same answer as on the command line.</summary>
internal static class DriversApi
{
    public static void Map(RouteGroupBuilder api, ReadSide side) =>
        api.MapGet(
                "/reports/drivers",
                (HttpContext http, CancellationToken cancellation) =>
                    ReportAnswer.OfAsync(
                        DriversQuery.Read(http.Request.Words(), side.Time.GetUtcNow(), out string? problem),
                        problem,
                        side,
                        http.Scope(),
                        static (views, asked, stamp) => DriversDocument.Of(views.Drivers(asked), stamp),
                        cancellation
                    )
            )
            .WithName("GetDrivers")
            .WithSummary("Why costs changed between two periods")
            .WithDescription(
                "The change of each value of 'by', split into more calls, other models, larger calls and dearer tokens. They sum to it exactly. The window (default 30d) is compared with the one before it, or with 'against-from' and 'against-to'."
            )
            .WithWords(
                ("by", "By whose values: one of " + Grouping.Choices + ". Default feature."),
                ("against-from", "First instant of the period to compare with."),
                ("against-to", "First instant after it."),
                ("limit", "Most values, the greatest change first. Default 50.")
            )
            .WithTags("foresight");
}
