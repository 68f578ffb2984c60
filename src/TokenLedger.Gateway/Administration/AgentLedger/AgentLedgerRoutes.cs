using Microsoft.AspNetCore.Routing;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.AgentLedger;

/// <summary>
/// /api/admin: AgentLedger's admin routes with its documents, on our own. Its scripts and dashboard work unchanged; what it
/// got wrong (rules at run time wiping configured ones, sums of all keys for each) is not kept.
/// </summary>
internal static class AgentLedgerRoutes
{
    private const string RequestedWith = "X-Requested-With";

    /// <summary>Maps them; its keys with their costs are the read side's.</summary>
    public static void Map(IEndpointRouteBuilder routes, AdminParts admin, ControlBook control)
    {
        RouteGroupBuilder api = routes
            .MapGroup("/api/admin")
            .WithTags("agentledger")
            .AddEndpointFilter(static (context, next) => RequireScriptAsync(context, next));
        new RulesApi(admin.Budgets, control, admin.Gateway.Key).Map(api);
        new RuleStatusApi(admin.Budgets, admin.Gateway.Ledger).Map(api);
        new BlockedKeysApi(admin.Identity.Blocks).Map(api);
        ProvidersApi.Map(api, admin.Gateway.Options);
    }

    /// <summary>
    /// A change needs either the header that AgentLedger asks for or a bearer token: pages of other origins can send
    /// neither without being asked first. AgentLedger demanded the header from both, which its own examples lacked.
    /// </summary>
    private static async ValueTask<object?> RequireScriptAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        HttpRequest request = context.HttpContext.Request;
        bool isSafe =
            HttpMethods.IsGet(request.Method)
            || request.Headers.Authorization.Count > 0
            || request.Headers[RequestedWith] == "XMLHttpRequest";
        if (isSafe)
        {
            return await next(context).ConfigureAwait(false);
        }

        await RefuseAsync(context.HttpContext, 403, $"send {RequestedWith}: XMLHttpRequest, or a bearer token")
            .ConfigureAwait(false);
        return Results.Empty;
    }

    /// <summary>Answers with an error in AgentLedger's form.</summary>
    public static Task RefuseAsync(HttpContext http, int status, string message) =>
        AdminAnswer.WriteAsync(http, status, new AgentLedgerError(message), AgentLedgerJson.Default.AgentLedgerError);

    /// <summary>Answers that a change was not made.</summary>
    public static Task RefuseAsync(HttpContext http, ControlResult result) =>
        RefuseAsync(
            http,
            result.Status switch
            {
                ControlStatus.NotFound => 404,
                ControlStatus.Conflict => 409,
                ControlStatus.TooLarge => 400,
                _ => 503,
            },
            result.Problem ?? "the ledger cannot write"
        );
}

/// <summary>An error in AgentLedger's form.</summary>
/// <param name="Error">One sentence.</param>
public sealed record AgentLedgerError(string Error);
