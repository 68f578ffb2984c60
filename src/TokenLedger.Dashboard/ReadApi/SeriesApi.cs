using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Series;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>What happened period by period.</summary>
internal static class SeriesApi
{
    public static void Map(RouteGroupBuilder api, ReadSide side) =>
        api.MapGet(
                "/series",
                (
                    [AsParameters] SliceParameters slice,
                    [AsParameters] GroupParameters group,
                    [AsParameters] CompareParameter compare,
                    [FromQuery(Name = "per")]
                    [Description("minute, hour, day (default), week, month, quarter or year.")]
                        string? per,
                    [FromQuery(Name = "rank")]
                    [Description("Which groups are the greatest: by cost (default), calls, tokens or failed.")]
                        string? rank,
                    HttpContext http,
                    CancellationToken cancellation
                ) => GetAsync(slice.Words(compare.And(group)), new(per, rank), side, http, cancellation)
            )
            .WithName("GetSeries")
            .WithSummary("Costs, calls, tokens and failures period by period")
            .WithDescription(
                $"Periods without calls are there, with zeros. Without 'last', 'from' and 'to': so far back that some "
                    + $"periods are seen (30 days, 24 hours). With 'by', the greatest groups ('limit', default {SeriesQuery.DefaultSeries}, at most "
                    + $"{SeriesQuery.MostSeries}) have a series each; 'other' is the sum of the rest. At most "
                    + $"{SeriesQuery.MostPeriods} periods. Open calls are in no figure. With 'compare' the time before is under 'before', in "
                    + "its own periods."
            )
            .WithTags("reports");

    private static Task<Results<Ok<SeriesDocument>, BadRequest<ApiError>, JsonHttpResult<ApiError>>> GetAsync(
        SliceWords slice,
        SeriesWords words,
        ReadSide side,
        HttpContext http,
        CancellationToken cancellation
    )
    {
        DateTimeOffset now = side.Time.GetUtcNow();
        SeriesQuery? question = words.Read(new SeriesQuery { Now = now }, out string? problem);
        question = question is null
            ? null
            : slice.ReadGrouped(
                question,
                SeriesQuery.MostSeries,
                SeriesWords.DefaultLast(question.Per),
                now,
                out problem
            );
        return ReportAnswer.OfAsync(
            question,
            problem ?? question?.Problem,
            side,
            http.Scope(),
            static (views, asked, stamp) => SeriesDocument.Of(views.Series(asked), stamp),
            cancellation
        );
    }
}
