using Microsoft.AspNetCore.Routing;
using TokenLedger.Gateway.Hosting;

namespace TokenLedger.Gateway.Administration.AgentLedger;

/// <summary>/api/admin/providers: the upstreams that are served. AgentLedger always said none.</summary>
internal static class ProvidersApi
{
    /// <summary>Maps the route.</summary>
    public static void Map(RouteGroupBuilder api, GatewayOptions options)
    {
        IReadOnlyDictionary<string, bool> served = options
            .Upstreams.Select(upstream => upstream.Name)
            .Distinct()
            .ToDictionary(name => name, _ => true);
        api.MapGet("/providers", (Delegate)((HttpContext http) => AnswerAsync(http, served)))
            .WithName("ListProviders")
            .WithSummary("The upstreams that are served, by name")
            .Produces<IReadOnlyDictionary<string, bool>>()
            .Requires(RouteAccess.Viewer);
    }

    private static Task AnswerAsync(HttpContext http, IReadOnlyDictionary<string, bool> served) =>
        AdminAnswer.WriteAsync(http, 200, served, AgentLedgerJson.Default.IReadOnlyDictionaryStringBoolean);
}
