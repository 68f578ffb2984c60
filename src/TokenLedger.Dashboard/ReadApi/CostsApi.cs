using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
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
                    [FromQuery(Name = "compare")]
                    [Description("previous: show beside each figure what it was in the same length of time before.")]
                        string? compare,
                    [FromQuery(Name = "currency")]
                    [Description("A currency of the configuration's display.currencies, shown beside dollars.")]
                        string? currency,
                    HttpContext http,
                    CancellationToken cancellation
                ) =>
                    ReportAnswer.OfAsync(
                        Question(slice, group, new(compare, currency), side, out string? problem),
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

    private static CostQuery? Question(
        SliceParameters slice,
        GroupParameters group,
        CostWords words,
        ReadSide side,
        out string? problem
    )
    {
        DateTimeOffset now = side.Time.GetUtcNow();
        CostQuery? question = slice
            .Words(group.Of)
            .ReadGrouped(new CostQuery(), GroupedSlice.MostRows, DefaultLast, now, out problem);
        return words.Read(question, side.Currencies, now, ref problem);
    }
}
