using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Ledger.Control;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>AgentLedger's /api/admin/api-keys: the keys that called this month, with what they cost.</summary>
internal static class KnownKeysApi
{
    public static void Map(IEndpointRouteBuilder routes, ReadSide side) =>
        routes
            .MapGet(
                "/api/admin/api-keys",
                (HttpContext http, CancellationToken cancellation) => GetAsync(side, http.Scope(), cancellation)
            )
            .WithName("ListKnownKeys")
            .WithSummary("The keys that called this month (UTC), by fingerprint, with calls and costs")
            .WithTags("agentledger")
            .WithMetadata(ManagementRoute.Instance, TenantScoped.Instance);

    private static async Task<Results<Ok<IReadOnlyList<KnownKey>>, JsonHttpResult<ApiError>>> GetAsync(
        ReadSide side,
        ReadScope scope,
        CancellationToken cancellation
    )
    {
        DateTimeOffset now = side.Time.GetUtcNow();
        CostQuery query = new()
        {
            By = [Grouping.Find("key")!],
            Window = new(new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero), null),
            Where = scope.Tenant is { } tenant ? [new(Grouping.Tenant, tenant)] : [],
        };
        using Views? views = await side.OpenViewsAsync(cancellation).ConfigureAwait(false);
        return views is null
            ? ApiError.NotReady(side)
            : TypedResults.Ok<IReadOnlyList<KnownKey>>([.. views.Costs(query).Rows.Select(KnownKey.Of)]);
    }
}

/// <summary>A key that called.</summary>
/// <param name="ApiKeyHash">Its fingerprint; empty for calls without a key.</param>
/// <param name="Requests">Its calls.</param>
/// <param name="TotalCostUsd">What they cost as far as prices are known, adjustments included; a number as in AgentLedger.</param>
public sealed record KnownKey(
    [property: JsonPropertyName("api_key_hash")] string ApiKeyHash,
    [property: JsonPropertyName("requests")] long Requests,
    [property: JsonPropertyName("total_cost_usd")] decimal TotalCostUsd
)
{
    /// <summary>A row of the report in this form.</summary>
    public static KnownKey Of(CostRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        decimal cost = decimal.Parse(row.Figures.Known.ToString(), System.Globalization.CultureInfo.InvariantCulture);
        return new(row.Keys[0] ?? "", row.Figures.Calls, cost);
    }
}
