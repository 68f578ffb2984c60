using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Ledger.Control;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Chargeback;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>Statements: who bears what, as the command line shows it.</summary>
internal static class ChargebackApi
{
    public static void Map(RouteGroupBuilder api, ReadSide side) =>
        api.MapGet(
                "/chargeback",
                (HttpContext http, CancellationToken cancellation) => GetAsync(http, side, cancellation)
            )
            .WithName("GetChargeback")
            .WithSummary("Who bears what of a month")
            .WithDescription(
                "'by': one of "
                    + Grouping.Choices
                    + " (default tenant). 'month': 2026-11 (default this month), or 'from' and 'to'. 'where', 'tenant', 'basis' as for "
                    + "costs. 'allocate': proportional, even or fixed with 'percent' (NAME=NUMBER, repeated). 'shared': conditions of "
                    + "calls that everybody shares, repeated. 'closes-after': how long after its end a month is closed. 'compare': previous, for "
                    + "the statement of the time before (of the month before, for a month) under 'before'. Direct cost, "
                    + "shares and corrections of closed months sum to what the ledger booked, exactly."
            )
            .WithTags("costs");

    private static Task<Results<Ok<ChargebackDocument>, BadRequest<ApiError>, JsonHttpResult<ApiError>>> GetAsync(
        HttpContext http,
        ReadSide side,
        CancellationToken cancellation
    )
    {
        ChargebackQuery? query = ChargebackWords.Read(
            http.Request.Words(),
            side.ExportTerms.Chargeback,
            side.Time.GetUtcNow(),
            out string? problem
        );
        return ReportAnswer.OfAsync(
            query,
            problem,
            side,
            http.Scope(),
            static (views, asked, stamp) => ChargebackDocument.Of(views.Chargeback(asked), stamp),
            cancellation
        );
    }
}
