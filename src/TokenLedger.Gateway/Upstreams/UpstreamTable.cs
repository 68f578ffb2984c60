using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Upstreams;

/// <summary>Where a request goes.</summary>
/// <param name="Upstream">The upstream whose prefix it has.</param>
/// <param name="Route">The known route; null when the upstream's dialect has none for it.</param>
/// <param name="Path">The path below the prefix.</param>
public readonly record struct UpstreamMatch(Upstream Upstream, Route? Route, string Path);

/// <summary>All upstreams, most specific prefix first. Fixed when the gateway starts.</summary>
public sealed class UpstreamTable : IDisposable
{
    private readonly Upstream[] _upstreams;

    /// <summary>Opens a pool for each upstream.</summary>
    public UpstreamTable(IReadOnlyList<UpstreamOptions> options, TimeSpan connectTimeout)
    {
        ArgumentNullException.ThrowIfNull(options);
        _upstreams =
        [
            .. options.OrderByDescending(o => o.PathPrefix.Length).Select(o => new Upstream(o, connectTimeout)),
        ];
    }

    /// <summary>
    /// The upstream and route of a request, or null when no upstream has its prefix. Where two dialects know the same
    /// path at the root (<c>/v1/models</c>), the caller's own dialect decides.
    /// </summary>
    public UpstreamMatch? Match(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string path = request.Path.Value ?? "";
        UpstreamMatch? known = null;
        UpstreamMatch? unknown = null;
        foreach (Upstream upstream in _upstreams)
        {
            string? below = upstream.PathBelowPrefix(path) ?? (upstream.IsMeantBy(request.Host) ? path : null);
            if (below is null)
            {
                continue;
            }

            Route? route = upstream.Dialect.Match(request.Method, below);
            UpstreamMatch match = new(upstream, route, SentPath.Spelling(request, below));
            if (match.Route is null)
            {
                unknown = Preferred(unknown, match, request);
            }
            else
            {
                known = Preferred(known, match, request);
            }
        }

        return known ?? unknown;
    }

    private static UpstreamMatch Preferred(UpstreamMatch? first, UpstreamMatch next, HttpRequest request)
    {
        if (first is not { } held)
        {
            return next;
        }

        bool anthropic = AnthropicDialect.IsSpokenBy(request.Headers);
        bool heldFits = held.Upstream.Dialect is AnthropicDialect == anthropic;
        bool nextFits = next.Upstream.Dialect is AnthropicDialect == anthropic;
        bool samePrefix = held.Upstream.Options.PathPrefix.Length == next.Upstream.Options.PathPrefix.Length;
        return samePrefix && nextFits && !heldFits ? next : held;
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
