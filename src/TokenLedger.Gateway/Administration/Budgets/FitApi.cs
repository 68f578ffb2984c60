using Microsoft.AspNetCore.Routing;
using TokenLedger.Gateway.Budgets;
using TokenLedger.Gateway.Hosting;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>/api/v1/would-it-fit: what the budgets would say to a call, before anything is spent.</summary>
internal sealed class FitApi(FitCheck check)
{
    /// <summary>Maps the route.</summary>
    public void Map(RouteGroupBuilder api) =>
        api.MapPost("/would-it-fit", (HttpContext http, CancellationToken _) => AskAsync(http))
            .WithTags("budgets")
            .WithName("WouldItFit")
            .WithSummary("Whether a call would fit the budgets; nothing is reserved, sent or recorded")
            .WithDescription("A provider's request with its 'path', or only 'provider', 'model' and token counts.")
            .Accepts<FitRequest>("application/json")
            .Produces<FitAnswer>()
            .Produces<AdminError>(400)
            .Requires(RouteAccess.Viewer);

    private async Task AskAsync(HttpContext http)
    {
        (FitRequest? request, string? problem) = await AdminAnswer
            .ReadAsync(http, AdminJson.Default.FitRequest)
            .ConfigureAwait(false);
        FitAnswer? answer = null;
        problem ??= Check(request!);
        if (problem is null)
        {
            string? tenant = Principal.Of(http).Tenant;
            (answer, problem) = request!.Path is null
                ? (check.OfFigures(request, tenant), null)
                : await check.OfRequestAsync(request, tenant).ConfigureAwait(false);
        }

        await (
            answer is null
                ? AdminAnswer.RefuseAsync(http, 400, "invalid_request", problem!)
                : AdminAnswer.WriteAsync(http, 200, answer, AdminJson.Default.FitAnswer)
        ).ConfigureAwait(false);
    }

    private static string? Check(FitRequest request)
    {
        if (FitAttribution.Unknown(request.Attribution) is { } unknown)
        {
            return $"'attribution' has no \"{unknown}\"; it takes the names of the dimensions, such as user or tag:team.";
        }

        if (request.Path is not null)
        {
            return request.Path.StartsWith('/') ? null : "'path' begins with a slash, as in \"/v1/chat/completions\".";
        }

        return request.Provider is null || request.Model is null
                ? "Give 'path' and 'body' of a request, or 'provider' and 'model' with token counts."
            : request.InputTokens < 0 || request.MaxOutputTokens < 0 ? "Token counts are 0 or more."
            : null;
    }
}
