using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Gateway.Calls;
using TokenLedger.Ledger;

namespace TokenLedger.Gateway.Hosting;

/// <summary>Liveness, readiness, and AgentLedger's health route.</summary>
internal static class HealthRoutes
{
    /// <summary>Maps them for everyone: they tell a probe what it must know and nothing else.</summary>
    public static void Map(IEndpointRouteBuilder routes, ILedger ledger, OpenCalls open, RatesInForce rates)
    {
        RouteGroupBuilder health = routes.MapGroup("").WithMetadata(new RouteAccessMetadata(RouteAccess.Public));
        health.Map("/livez", static (HttpContext http) => AnswerAsync(http, 200, "ok"));
        health.Map(
            "/readyz",
            http =>
                ledger.Failure is not null ? AnswerAsync(http, 503, "ledger_unavailable")
                : open.IsStopping ? AnswerAsync(http, 503, "stopping")
                : AnswerAsync(http, 200, "ok", rates.Warning)
        );
        health.Map(
            "/health",
            http =>
                AnswerAsync(
                    http,
                    ledger.Failure is null ? 200 : 503,
                    ledger.Failure is null ? "ok" : "ledger_unavailable",
                    rates.Warning
                )
        );
    }

    private static async Task AnswerAsync(HttpContext http, int status, string word, string? warning = null)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        byte[] body = warning is null
            ? JsonSerializer.SerializeToUtf8Bytes(new { status = word })
            : JsonSerializer.SerializeToUtf8Bytes(new { status = word, warnings = new[] { warning } });
        await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }
}
