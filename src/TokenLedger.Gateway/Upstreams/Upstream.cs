using System.Net;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Dialects.Amazon;
using TokenLedger.Gateway.Upstreams.Signing;
using TokenLedger.Ledger.Amazon;

namespace TokenLedger.Gateway.Upstreams;

/// <summary>One configured place to send calls to, with its own connection pool.</summary>
public sealed class Upstream : IDisposable
{
    private readonly string _prefix;
    private readonly string _basePath;
    private readonly bool _baseHasVersion;
    private readonly string _authority;
    private readonly HttpMessageInvoker _client;

    /// <summary>Prepares the pool; no connection is made before the first call.</summary>
    /// <param name="options">What configuration says of it.</param>
    /// <param name="connectTimeout">Longest time to connect.</param>
    public Upstream(UpstreamOptions options, TimeSpan connectTimeout)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Dialect = Dialect.Named(options.Dialect);
        _prefix = options.PathPrefix.TrimEnd('/');
        _basePath = options.BaseAddress.AbsolutePath.TrimEnd('/');
        _baseHasVersion = EndsWithVersion(_basePath);
        _authority = options.BaseAddress.GetLeftPart(UriPartial.Authority);
        _client = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                // The gateway relays: it follows no redirect, keeps no cookie, decodes nothing and adds no header.
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,
                ActivityHeadersPropagator = null,
                ConnectTimeout = connectTimeout,
                EnableMultipleHttp2Connections = true,
                // DNS changes are noticed within this time.
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
                PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
                // Header fields are relayed as bytes, one to one, in both directions.
                RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.Latin1,
                ResponseHeaderEncodingSelector = static (_, _) => System.Text.Encoding.Latin1,
            }
        );
    }

    /// <summary>What configuration says of it.</summary>
    public UpstreamOptions Options { get; }

    /// <summary>Its wire format.</summary>
    public Dialect Dialect { get; }

    /// <summary>The model that a name stands for here; null when a deployment's is not known.</summary>
    /// <param name="asked">The model or deployment that a call names; null when it names none.</param>
    public string? ModelMeantBy(string? asked) =>
        asked is null ? null
        : Options.Deployments.TryGetValue(asked, out Deployment? deployment) ? deployment.Model
        : Dialect.NamesDeployments ? null
        : asked;

    /// <summary>Whether another upstream is reached at the same address, so that a key for one is meant for the other.</summary>
    public bool SharesHostWith(Upstream other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _authority.Equals(other._authority, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a request keeps a signature of the caller's, which covers its body.</summary>
    public bool KeepsSignature(IHeaderDictionary headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return Options.Signer is null && CallerSignature.Is(headers.Authorization);
    }

    /// <summary>
    /// Whether a request is addressed to this upstream by its own host, as a caller does who signs for that host and comes
    /// here by proxy or name resolution. Then no prefix stands in front of its path, which is signed too.
    /// </summary>
    public bool IsMeantBy(HostString host) =>
        Options.Signer is null
        && Dialect is BedrockDialect
        && string.Equals(host.Value, Options.BaseAddress.Authority, StringComparison.OrdinalIgnoreCase);

    /// <summary>The part of a request path below this upstream's prefix, or null when the prefix is another's.</summary>
    public string? PathBelowPrefix(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (_prefix.Length == 0)
        {
            // At the root only versioned paths are provider routes; everything else belongs to the gateway itself.
            return path.StartsWith("/v1/", StringComparison.Ordinal) ? path : null;
        }

        if (
            !path.StartsWith(_prefix, StringComparison.Ordinal)
            || path.Length == _prefix.Length
            || path[_prefix.Length] != '/'
        )
        {
            return null;
        }

        string below = path[_prefix.Length..];
        // Some SDKs append the provider's own base path ("/openai/v1/…"): it is not doubled.
        return _basePath.Length > 0 && below.StartsWith(_basePath + "/", StringComparison.Ordinal)
            ? below[_basePath.Length..]
            : below;
    }

    /// <summary>A known path, put where this upstream has it: the version added or taken away.</summary>
    public string Place(string pathBelowPrefix)
    {
        ArgumentNullException.ThrowIfNull(pathBelowPrefix);
        bool versioned = pathBelowPrefix.StartsWith("/v1/", StringComparison.Ordinal);
        return Options.Paths switch
        {
            ApiPaths.UnderV1 when !versioned && !_baseHasVersion => "/v1" + pathBelowPrefix,
            ApiPaths.ChatAtRoot when pathBelowPrefix == "/v1/chat/completions" => pathBelowPrefix[3..],
            _ => pathBelowPrefix,
        };
    }

    /// <summary>Whether a base path ends with a version of its own ("/api/v3"), below which the routes stand.</summary>
    private static bool EndsWithVersion(string basePath)
    {
        ReadOnlySpan<char> last = basePath.AsSpan(basePath.LastIndexOf('/') + 1);
        return last.Length >= 2 && last[0] == 'v' && char.IsAsciiDigit(last[1]);
    }

    /// <summary>The address of a path below the prefix: the base path in front, a shared "/v1" not doubled.</summary>
    /// <param name="pathBelowPrefix">A path that needs no escaping: matched by the dialect, or checked by <see cref="PathText"/>.</param>
    /// <param name="query">The query with its "?", or empty.</param>
    /// <param name="route">The route, which may decide the host.</param>
    public Uri Address(string pathBelowPrefix, string query, Route? route = null)
    {
        ArgumentNullException.ThrowIfNull(pathBelowPrefix);
        string path =
            _basePath.EndsWith("/v1", StringComparison.Ordinal)
            && pathBelowPrefix.StartsWith("/v1/", StringComparison.Ordinal)
                ? pathBelowPrefix[3..]
                : pathBelowPrefix;
        string? host = route is null ? null : Dialect.HostOf(Options.BaseAddress, route);
        string authority = host is null ? _authority : $"{Options.BaseAddress.Scheme}://{host}";
        return new Uri(authority + _basePath + path + query, s_untouched);
    }

    // The query goes out exactly as it came in: no re-escaping, no dot compression.
    private static readonly UriCreationOptions s_untouched = new()
    {
        DangerousDisablePathAndQueryCanonicalization = true,
    };

    /// <summary>Signs a request, when this upstream is one the gateway signs for.</summary>
    internal void Sign(HttpRequestMessage request, RequestContent? content, DateTimeOffset at) =>
        Options.Signer?.Sign(request, content?.Hash() ?? SignatureV4.HashOf([]), at);

    /// <summary>Sends a request and returns when the response's head has arrived.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Options.Http2)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }
        else if (Options.BaseAddress.Scheme == Uri.UriSchemeHttps)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        }

        return _client.SendAsync(request, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
