using Microsoft.AspNetCore.Routing;
using TokenLedger.Gateway.Administration;
using TokenLedger.Gateway.Hosting;

namespace TokenLedger.Gateway.Metrics;

/// <summary>Shows the metrics: <c>GET /metrics</c>, as of the ledger's head.</summary>
internal sealed class MetricsRoute(
    MetricsOptions options,
    MetricsState state,
    CallTally tally,
    MetricsFollower follower
)
{
    private readonly StatePage _state = new(state, tally);

    /// <summary>Maps the route.</summary>
    public void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/metrics", AnswerAsync)
            .WithTags("metrics")
            .WithName("GetMetrics")
            .WithSummary("What Prometheus scrapes: text format, or OpenMetrics where the request asks for it")
            .Requires(options.Public ? RouteAccess.Public : RouteAccess.Viewer);

    private async Task AnswerAsync(HttpContext http)
    {
        await follower.CatchUpAsync(http.RequestAborted).ConfigureAwait(false);
        MetricPage page = new(WantsOpenMetrics(http.Request));
        tally.Write(page, agentLedger: false);
        _state.Write(page);
        ProcessPage.Write(page);
        if (options.AgentLedger)
        {
            tally.Write(page, agentLedger: true);
            _state.WriteAgentLedgers(page);
        }

        page.End();
        http.Response.ContentType = page.ContentType;
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.BodyWriter.WriteAsync(page.Written, http.RequestAborted).ConfigureAwait(false);
    }

    private static bool WantsOpenMetrics(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase);
}
