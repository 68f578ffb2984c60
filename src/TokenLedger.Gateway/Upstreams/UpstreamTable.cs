using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Upstreams;

/// <summary>Where a request goes.</summary>
/// <param name="Upstream">The upstream whose prefix it has.</param>
/// <param name="Route">The route; null when the path is not forwarded.</param>
/// <param name="Path">The path below the prefix.</param>
public readonly record struct UpstreamMatch(Upstream Upstream, Route? Route, string Path);

/// <summary>All upstreams, most specific prefix first. Fixed when the gateway starts.</summary>
public sealed class UpstreamTable : IDisposable
{
    private readonly Upstream[] _upstreams;
    private readonly bool _forwardUnknown;

    /// <summary>Opens a pool for each upstream.</summary>
    /// <param name="options">The upstreams.</param>
    /// <param name="connectTimeout">Longest time to connect to one.</param>
    /// <param name="forwardUnknown">Whether a path that no dialect knows goes to the upstream whose prefix it has.</param>
    public UpstreamTable(IReadOnlyList<UpstreamOptions> options, TimeSpan connectTimeout, bool forwardUnknown = true)
    {
        ArgumentNullException.ThrowIfNull(options);
        _forwardUnknown = forwardUnknown;
        _upstreams =
        [
            .. options.OrderByDescending(o => o.PathPrefix.Length).Select(o => new Upstream(o, connectTimeout)),
        ];
    }

    /// <summary>All of them.</summary>
    internal IReadOnlyList<Upstream> All => _upstreams;

    /// <summary>The upstream with a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    internal Upstream Named(string name) =>
        Array.Find(_upstreams, upstream => upstream.Options.Name == name)
        ?? throw new ArgumentException($"There is no upstream named \"{name}\".", nameof(name));

    /// <summary>
    /// The upstream and route of a request, or null when no upstream has its prefix. Where two dialects know the same
    /// path at the root (<c>/v1/models</c>), or neither does, the caller's own dialect decides.
    /// </summary>
    public UpstreamMatch? Match(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string path = request.Path.Value ?? "";
        bool anthropic = IsAnthropic(request, path);
        UpstreamMatch? known = null;
        UpstreamMatch? unknown = null;
        foreach (Upstream upstream in _upstreams)
        {
            string? below = upstream.PathBelowPrefix(path) ?? (upstream.IsMeantBy(request.Host) ? path : null);
            if (below is null)
            {
                continue;
            }

            if (upstream.Dialect.Match(request.Method, below) is { } route && IsAtHome(route, upstream))
            {
                known = Preferred(
                    known,
                    new(upstream, route, upstream.Place(SentPath.Spelling(request, below))),
                    anthropic
                );
            }
            else
            {
                unknown = Preferred(unknown, new(upstream, null, below), anthropic);
            }
        }

        return known ?? (unknown is { } match ? Unknown(match.Upstream, request, anthropic) : null);
    }

    /// <summary>A path that no dialect knows is judged, and forwarded, as it stands in the request line.</summary>
    private UpstreamMatch Unknown(Upstream upstream, HttpRequest request, bool anthropic)
    {
        string path = SentPath.Of(request).ToString();
        bool forwarded = _forwardUnknown && Fits(upstream, anthropic) && PathText.IsSafe(path);
        return forwarded && upstream.PathBelowPrefix(path) is { } below
            ? new(upstream, upstream.Dialect.Other(request.Method, below), below)
            : new(upstream, null, path);
    }

    private static bool IsAnthropic(HttpRequest request, string path) =>
        AnthropicDialect.IsSpokenBy(request.Headers) || path.StartsWith("/v1/messages", StringComparison.Ordinal);

    /// <summary>The root is shared: a caller's key for one provider must not reach the other.</summary>
    private static bool Fits(Upstream upstream, bool anthropic) =>
        upstream.Options.PathPrefix.Length > 0 || upstream.Dialect is AnthropicDialect == anthropic;

    /// <summary>Anthropic's routes of an OpenAI-compatible provider stand below its prefix only.</summary>
    private static bool IsAtHome(Route route, Upstream upstream) =>
        !route.Api.StartsWith("anthropic.", StringComparison.Ordinal) || Fits(upstream, anthropic: true);

    private static UpstreamMatch Preferred(UpstreamMatch? first, UpstreamMatch next, bool anthropic)
    {
        if (first is not { } held)
        {
            return next;
        }

        bool samePrefix = held.Upstream.Options.PathPrefix.Length == next.Upstream.Options.PathPrefix.Length;
        return samePrefix && Fits(next.Upstream, anthropic) && !Fits(held.Upstream, anthropic) ? next : held;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Upstream upstream in _upstreams)
        {
            upstream.Dispose();
        }
    }
}
