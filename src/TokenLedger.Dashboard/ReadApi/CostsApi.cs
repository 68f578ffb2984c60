using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Ledger.Control;
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
                    string? by,
                    string? last,
                    string? from,
                    string? to,
                    string? tenant,
                    string? basis,
                    HttpContext http,
                    CancellationToken cancellation
                ) => GetAsync(new(by, last, from, to, tenant, basis), side, http.Scope(), cancellation)
            )
            .WithName("GetCosts")
            .WithSummary("Costs of a window, grouped")
            .WithDescription(
                "'by': up to three of "
                    + Grouping.Choices
                    + ", with commas (default model). 'last': a length back from now (default 24h), or 'from' and 'to' as "
                    + "instants. 'tenant': one tenant only. 'basis': as_corrected (default: adjustments count in the period and "
                    + "group of what they correct) or as_booked (every call as first written down, when it was)."
            )
            .WithTags("costs");

    private static async Task<Results<Ok<CostsDocument>, BadRequest<ApiError>, JsonHttpResult<ApiError>>> GetAsync(
        Question question,
        ReadSide side,
        ReadScope scope,
        CancellationToken cancellation
    )
    {
        if (scope.Tenant is { } own && (question.Tenant ?? own) != own)
        {
            return ApiError.Invalid($"'tenant' must be \"{own}\", yours, or be left out.");
        }

        question = question with { Tenant = scope.Tenant ?? question.Tenant };
        if (question.Read(side.Time.GetUtcNow(), out string? problem) is not { } query)
        {
            return ApiError.Invalid(problem!);
        }

        using Views? views = await side.OpenViewsAsync(cancellation).ConfigureAwait(false);
        return views is null
            ? ApiError.NotReady(side)
            : TypedResults.Ok(CostsDocument.Of(views.Costs(query), side.Stamp));
    }

    private sealed record Question(string? By, string? Last, string? From, string? To, string? Tenant, string? Basis)
    {
        public CostQuery? Read(DateTimeOffset now, out string? problem)
        {
            string? last = Last ?? (From is null && To is null ? DefaultLast : null);
            if (
                CostQuery.ParseBy(By ?? Grouping.Model.Name, out problem) is not { } by
                || Window.Parse(last, From, To, now, out problem) is not { } window
            )
            {
                return null;
            }

            if (Basis is not (null or "as_corrected" or "as_booked"))
            {
                problem = $"'basis' must be as_corrected or as_booked; it is '{Basis}'.";
                return null;
            }

            return new CostQuery
            {
                By = by,
                Window = window,
                Where = Tenant is null ? [] : [new(Grouping.Tenant, Tenant)],
                AsBooked = Basis == "as_booked",
            };
        }
    }
}
