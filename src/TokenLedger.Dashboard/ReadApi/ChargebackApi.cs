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
                "Direct cost, shares and corrections of closed months sum to what the ledger booked, exactly. Without 'month' and "
                    + "a window: this month."
            )
            .WithWords(
                ("by", $"Who bears cost, one of {Grouping.Choices}. Default tenant."),
                ("month", "2026-11, in place of a window."),
                ("allocate", "How shared cost is spread: proportional (default), even or fixed."),
                ("percent", "NAME=NUMBER for the rule fixed; may be repeated, they sum to 100."),
                ("shared", "A condition of calls that everybody shares; may be repeated."),
                ("closes-after", "How long after its end a month is closed, such as 5d."),
                (
                    "compare",
                    "previous: under 'before' the statement of the time before; of whole months, of as many months before."
                )
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
