using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Ledger.Control;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Budgets;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>How budgets are being used up. The budgets themselves, and changes of them, are at /api/v1/budgets.</summary>
internal static class BudgetBurnApi
{
    public static void Map(RouteGroupBuilder api, ReadSide side) =>
        api.MapGet(
                "/reports/budgets",
                (string? budget, int? accounts, HttpContext http, CancellationToken cancellation) =>
                    GetAsync(budget, accounts, side, http.Scope(), cancellation)
            )
            .WithName("GetBudgetBurn")
            .WithSummary("How budgets are being used up, and when they will be")
            .WithDescription(
                "'budget': one only. 'accounts': most accounts of each budget, 1 to 100 (default 20), the fullest first. Each has "
                    + "what was used by when in its window, what will be used by when, and when the limit is reached: by the "
                    + "forecast of its own use, or at the pace of its window where there is too little to go by."
            )
            .WithTags("foresight");

    private static async Task<Results<Ok<BudgetBurnDocument>, BadRequest<ApiError>, JsonHttpResult<ApiError>>> GetAsync(
        string? budget,
        int? accounts,
        ReadSide side,
        ReadScope scope,
        CancellationToken cancellation
    )
    {
        if (accounts is < 1 or > BudgetBurnQuery.MostAccounts)
        {
            return ApiError.Invalid($"'accounts' must be 1 to {BudgetBurnQuery.MostAccounts}.");
        }

        BudgetBurnQuery query = new()
        {
            Now = side.Time.GetUtcNow(),
            Budget = budget,
            Tenant = scope.Tenant,
            Accounts = accounts ?? BudgetBurnQuery.DefaultAccounts,
        };
        using Views? views = await side.OpenViewsAsync(cancellation).ConfigureAwait(false);
        return views is null
            ? ApiError.NotReady(side)
            : TypedResults.Ok(BudgetBurnDocument.Of(views.BudgetBurn(query, side.Ledger), side.Stamp));
    }
}
