using Microsoft.AspNetCore.Routing;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Gateway.Upstreams.Breakers;

namespace TokenLedger.Gateway.Administration;

/// <summary>Shows the upstreams and how they are: <c>GET /api/v1/upstreams</c>.</summary>
internal sealed class UpstreamsApi(UpstreamTable upstreams, CircuitBreakers breakers)
{
    /// <summary>Maps the route.</summary>
    public void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/upstreams", () => TypedResults.Json(Describe(), AdminJson.Default.UpstreamsDocument))
            .WithTags("upstreams")
            .WithName("ListUpstreams")
            .WithSummary("The upstreams, and how each model at them is that failed lately")
            .Produces<UpstreamsDocument>()
            .Requires(RouteAccess.Viewer);

    private UpstreamsDocument Describe()
    {
        ILookup<string, BreakerStatus> models = breakers.Snapshot().ToLookup(status => status.Upstream);
        return new([
            .. upstreams
                .All.Select(upstream => upstream.Options)
                .OrderBy(options => options.Name, StringComparer.Ordinal)
                .Select(options => Describe(options, models[options.Name])),
        ]);
    }

    private static UpstreamDocument Describe(UpstreamOptions options, IEnumerable<BreakerStatus> models)
    {
        UpstreamModelDocument[] known = [.. models.Select(Describe)];
        string worst =
            Array.Exists(known, model => model.State == "open") ? "open"
            : Array.Exists(known, model => model.State == "half_open") ? "half_open"
            : "closed";
        return new(
            options.Name,
            options.Provider,
            options.Dialect,
            options.BaseAddress.GetLeftPart(UriPartial.Path),
            options.PathPrefix.Length == 0 ? "/" : options.PathPrefix,
            worst,
            known
        );
    }

    private static UpstreamModelDocument Describe(BreakerStatus status) =>
        new(
            status.Model,
            WordOf(status.State),
            status.Since,
            status.Failures,
            status.LastError,
            status.RetryAfter is { } wait ? (long)Math.Ceiling(wait.TotalSeconds) : null
        );

    private static string WordOf(BreakerState state) =>
        state switch
        {
            BreakerState.Open => "open",
            BreakerState.HalfOpen => "half_open",
            _ => "closed",
        };
}

/// <summary>All upstreams.</summary>
/// <param name="Upstreams">By name.</param>
public sealed record UpstreamsDocument(IReadOnlyList<UpstreamDocument> Upstreams);

/// <summary>One upstream.</summary>
/// <param name="Name">Its name in entries.</param>
/// <param name="Provider">Whose rates price its calls.</param>
/// <param name="Dialect">Its wire format.</param>
/// <param name="Address">Where it is.</param>
/// <param name="PathPrefix">What selects it.</param>
/// <param name="State">The worst state among its models: closed, half_open or open.</param>
/// <param name="Models">The models that failed lately.</param>
public sealed record UpstreamDocument(
    string Name,
    string Provider,
    string Dialect,
    string Address,
    string PathPrefix,
    string State,
    IReadOnlyList<UpstreamModelDocument> Models
);

/// <summary>One model at an upstream.</summary>
/// <param name="Model">The model asked for; absent for calls that name none.</param>
/// <param name="State">closed, half_open or open.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Failures">Failures in a row.</param>
/// <param name="LastError">The word of the newest: an outcome, or http_ and the status.</param>
/// <param name="RetryAfterSeconds">Until a call may pass again, or until the upstream itself wants calls again.</param>
public sealed record UpstreamModelDocument(
    string? Model,
    string State,
    DateTimeOffset Since,
    int Failures,
    string? LastError,
    long? RetryAfterSeconds
);
