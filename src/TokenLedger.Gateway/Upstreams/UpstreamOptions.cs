using System.Collections.Frozen;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Gateway.Upstreams.Credentials;
using TokenLedger.Gateway.Upstreams.Signing;

namespace TokenLedger.Gateway;

/// <summary>One place calls can be sent to. Only configuration names upstreams; nothing a caller sends does.</summary>
public sealed record UpstreamOptions
{
    /// <summary>No deployments.</summary>
    public static IReadOnlyDictionary<string, Deployment> NoDeployments { get; } =
        FrozenDictionary<string, Deployment>.Empty;

    /// <summary>The name in entries and metrics.</summary>
    public required string Name { get; init; }

    /// <summary>Whose rate card prices its calls ("openai", "anthropic", "groq").</summary>
    public required string Provider { get; init; }

    /// <summary>The wire format, one of <see cref="Dialects.Dialect.Names"/>.</summary>
    public required string Dialect { get; init; }

    /// <summary>Base address, its path kept in front of the request's ("https://api.groq.com/openai").</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>Path prefix that selects it and is removed ("/groq"); empty for the root.</summary>
    public string PathPrefix { get; init; } = "";

    /// <summary>Speak HTTP/2 to it, also without TLS (prior knowledge). Over TLS, HTTP/2 is negotiated anyway.</summary>
    public bool Http2 { get; init; }

    /// <summary>Where its routes stand, for callers that leave the version out or put it in. Default as sent.</summary>
    public ApiPaths Paths { get; init; }

    /// <summary>Whether its chat streams state their usage without being asked, so that nothing is added to a request.</summary>
    public bool ReportsStreamUsage { get; init; }

    /// <summary>
    /// Whether two answers with one id are the same answer, booked once. False for servers that count their ids anew
    /// after a restart or draw them from a small range. Default true.
    /// </summary>
    public bool UniqueIds { get; init; } = true;

    /// <summary>Facts of this upstream that choose prices, by the names of the rate table's conditions.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Conditions { get; init; } = [];

    /// <summary>
    /// Signs requests with the gateway's own credentials (Bedrock). Null passes the caller's signature or key on.
    /// </summary>
    public RequestSigner? Signer { get; init; }

    /// <summary>
    /// The gateway's own key for this upstream, for callers whose key is not the provider's. Null: only callers with a key
    /// of the provider's can use it.
    /// </summary>
    public ProviderCredential? Credential { get; init; }

    /// <summary>Whether the gateway can call it on behalf of a caller who has no key of the provider's.</summary>
    public bool HasOwnCredential => Credential is not null || Signer is not null || NeedsNoCredential;

    /// <summary>Whether it takes calls without any key: a server on this machine. Default false.</summary>
    public bool NeedsNoCredential { get; init; }

    /// <summary>What stands behind the deployments that callers name instead of models (Azure); case does not count.</summary>
    public IReadOnlyDictionary<string, Deployment> Deployments { get; init; } = NoDeployments;

    /// <summary>OpenAI and Anthropic at the root, and the known providers, each under its prefix.</summary>
    public static IReadOnlyList<UpstreamOptions> Defaults { get; } =
    [
        new()
        {
            Name = "openai",
            Provider = "openai",
            Dialect = "openai",
            BaseAddress = new Uri("https://api.openai.com"),
        },
        new()
        {
            Name = "anthropic",
            Provider = "anthropic",
            Dialect = "anthropic",
            BaseAddress = new Uri("https://api.anthropic.com"),
        },
        .. UpstreamPreset.All.Where(preset => preset.Address.Length > 0).Select(preset => preset.ToOptions()),
    ];
}

/// <summary>What a deployment's name stands for.</summary>
/// <param name="Model">The model; null when only the answer tells it.</param>
/// <param name="Kind">"global", "data_zone" or "regional"; null when the upstream's own applies.</param>
public sealed record Deployment(string? Model, string? Kind);

/// <summary>Where the routes of an OpenAI-compatible upstream stand below its base address.</summary>
public enum ApiPaths
{
    /// <summary>Where the caller puts them.</summary>
    AsSent,

    /// <summary>Below /v1, which is added when a caller leaves it out.</summary>
    UnderV1,

    /// <summary>Chat completions at the root, so that a caller's /v1 in front of them is taken away.</summary>
    ChatAtRoot,
}
