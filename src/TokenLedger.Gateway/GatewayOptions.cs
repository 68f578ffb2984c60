using System.Net;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Limits;
using TokenLedger.Gateway.Runaway;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Gateway.Upstreams.Rotation;

namespace TokenLedger.Gateway;

/// <summary>Everything the gateway can be told, with its defaults. Validated before it starts.</summary>
public sealed record GatewayOptions
{
    /// <summary>Where to listen. Default 127.0.0.1:8787.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 8787);

    /// <summary>
    /// The upstreams, most specific prefix first when matching. Defaults: OpenAI and Anthropic at the root, every other
    /// known provider under its own prefix.
    /// </summary>
    public IReadOnlyList<UpstreamOptions> Upstreams { get; init; } = UpstreamOptions.Defaults;

    /// <summary>Bearer token of the management API; required on any address but loopback. Null: loopback callers only.</summary>
    public string? AdminToken { get; init; }

    /// <summary>Who callers and administrators are. Default: providers' keys pass through, and only the admin token counts.</summary>
    public IdentityOptions Identity { get; init; } = s_plainIdentity;

    private static readonly IdentityOptions s_plainIdentity = new();

    /// <summary>Largest request body in bytes. Default 64 MiB; larger ones get 413.</summary>
    public long MaxRequestBodyBytes { get; init; } = 64L << 20;

    /// <summary>
    /// Unstreamed answers up to this many bytes are kept until settled, so that cost and entry can be response headers.
    /// Default 1 MiB; larger ones are relayed with their last piece held.
    /// </summary>
    public int BufferedResponseBytes { get; init; } = 1 << 20;

    /// <summary>Retries, fallbacks, pools and circuit breakers. Default none: one attempt at the upstream the path names.</summary>
    public RoutingOptions Routing { get; init; } = new();

    /// <summary>Longest wait for the upstream's response headers. Default 30 minutes (long reasoning).</summary>
    public TimeSpan UpstreamResponseTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Longest silence within an upstream's body. Default 15 minutes (a stream may think in silence).</summary>
    public TimeSpan UpstreamIdleTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Timeouts of their own for some calls; the first that concerns a call is taken. Default none.</summary>
    public IReadOnlyList<RouteTimeout> RouteTimeouts { get; init; } = [];

    /// <summary>Longest time to connect to an upstream. Default 10 seconds.</summary>
    public TimeSpan UpstreamConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What to do with a stream whose client has gone: read on to learn the usage, or stop and estimate. Default drain.
    /// </summary>
    public ClientGonePolicy ClientGone { get; init; } = ClientGonePolicy.Drain;

    /// <summary>Longest drain after the client has gone. Default 30 seconds.</summary>
    public TimeSpan ClientGoneDrain { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long open calls may finish after a stop was asked for. Default 20 seconds.</summary>
    public TimeSpan ShutdownDrain { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Ask for usage in OpenAI chat streams that do not (stream_options.include_usage) and hide the trace of it.
    /// Default true.
    /// </summary>
    public bool InjectStreamUsage { get; init; } = true;

    /// <summary>
    /// Forward a path that no dialect knows to the upstream whose prefix it has, and record it. Default true; false
    /// refuses it with 404.
    /// </summary>
    public bool ForwardUnknownRoutes { get; init; } = true;

    /// <summary>Baggage members taken as attribution, by name. Default: none but our own "tokenledger." ones.</summary>
    public IReadOnlyList<string> BaggageAllowed { get; init; } = [];

    /// <summary>
    /// Refuse what a budget does not allow as AgentLedger does: status 429 and its body, whatever the dialect. Default
    /// false.
    /// </summary>
    public bool RefuseLikeAgentLedger { get; init; }

    /// <summary>What calls may do, and what is changed of them. Default: no rules.</summary>
    public Policies.PolicyOptions Policies { get; init; } = Gateway.Policies.PolicyOptions.None;

    /// <summary>The rate limits of the configuration; those decided at run time come on top. Default none.</summary>
    public IReadOnlyList<RateLimit> RateLimits { get; init; } = [];

    /// <summary>Most members counted by all rate limits together. Default 100,000, at most about 2.3 KiB each.</summary>
    public int MostLimitAccounts { get; init; } = 100_000;

    /// <summary>What is done about agents that run away. Default nothing but listing sessions.</summary>
    public AgentRules Agents { get; init; } = new();

    /// <summary>Output tokens assumed by a hold when the request sets no limit. Default 16,384.</summary>
    public int DefaultOutputTokens { get; init; } = 16_384;

    /// <summary>Who may read metrics, and what is on their page.</summary>
    public Metrics.MetricsOptions Metrics { get; init; } = new();

    /// <summary>Spending rules; what people decide at run time is laid over them. Default none.</summary>
    public BudgetRules Budgets { get; init; } = BudgetRules.None;
}

/// <summary>What happens to a stream whose client has gone.</summary>
public enum ClientGonePolicy
{
    /// <summary>Read the rest of the upstream's answer, bounded in time, and settle what it reports.</summary>
    Drain,

    /// <summary>Close the upstream connection and settle an estimate.</summary>
    Stop,
}
