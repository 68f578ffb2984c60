using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Coverage;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>What reports do not know for sure.</summary>
internal static class CoverageApi
{
    private const string DefaultLast = "30d";

    public static void Map(RouteGroupBuilder api, ReadSide side) =>
        api.MapGet(
                "/coverage",
                (
                    [AsParameters] SliceParameters slice,
                    [AsParameters] GroupParameters group,
                    [AsParameters] CompareParameter compare,
                    [FromQuery(Name = "expect")]
                    [Description("What calls should say of themselves, with commas, such as feature,tag:team.")]
                        string? expect,
                    HttpContext http,
                    CancellationToken cancellation
                ) =>
                    ReportAnswer.OfAsync(
                        Question(slice, compare.And(group), expect, side.Time.GetUtcNow(), out string? problem),
                        problem,
                        side,
                        http.Scope(),
                        static (views, asked, stamp) => CoverageDocument.Of(views.Coverage(asked), stamp),
                        cancellation
                    )
            )
            .WithName("GetCoverage")
            .WithSummary(
                "What is unpriced, estimated, counted or untagged, worst groups first, and what to do about it"
            )
            .WithDescription(
                $"Without 'last', 'from' and 'to': the last {DefaultLast}. Without 'by' each gap is shown by what tells most "
                    + $"about it: prices and estimates by model, what calls do not say by key. 'limit': groups of each gap, "
                    + $"default {CoverageQuery.DefaultGroups}."
            )
            .WithTags("reports");

    private static CoverageQuery? Question(
        SliceParameters slice,
        Func<string, string?> group,
        string? expect,
        DateTimeOffset now,
        out string? problem
    )
    {
        problem = null;
        IReadOnlyList<Grouping>? expected = expect is null
            ? CoverageQuery.DefaultExpected
            : CoverageQuery.ParseExpected(expect, out problem);
        return expected is null
            ? null
            : slice
                .Words(group)
                .ReadGrouped(
                    new CoverageQuery { Expected = expected },
                    GroupedSlice.MostRows,
                    DefaultLast,
                    now,
                    out problem
                );
    }
}
