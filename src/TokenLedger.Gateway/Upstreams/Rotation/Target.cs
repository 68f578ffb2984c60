using System.IO.Enumeration;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Upstreams.Rotation;

/// <summary>One place that calls can be sent to.</summary>
/// <param name="Upstream">The upstream.</param>
/// <param name="Model">The model to ask for in place of the caller's; null for the caller's own.</param>
/// <param name="Weight">Its share of a pool's calls.</param>
internal sealed record Target(Upstream Upstream, string? Model, int Weight)
{
    /// <summary>Where a call goes here; null when it cannot go here as it is.</summary>
    /// <param name="call">The call.</param>
    /// <param name="origin">Where its path sends it.</param>
    public UpstreamMatch? Match(InferenceCall call, UpstreamMatch origin)
    {
        Route route = origin.Route!;
        bool elsewhere = Upstream != origin.Upstream;
        if (!elsewhere && Model is null)
        {
            return origin;
        }

        // What a caller has signed can go nowhere else and asks for nothing else.
        if (origin.Upstream.KeepsSignature(call.Http.Request.Headers))
        {
            return null;
        }

        string path = elsewhere ? Upstream.Place(Versioned(origin)) : origin.Path;
        if (Model is null)
        {
            return new(Upstream, route, path);
        }

        if (route.Model is null)
        {
            return call.IsPlain && BodyModel.Of(call.BodyBytes, Model).Count > 0 ? new(Upstream, route, path) : null;
        }

        string method = call.Http.Request.Method;
        return PathModel.With(Upstream.Dialect, route, path, method, Model) is var (renamed, other)
            ? new(Upstream, other, renamed)
            : null;
    }

    /// <summary>The path as it stands where nothing was added or taken away.</summary>
    private static string Versioned(UpstreamMatch origin) =>
        origin.Upstream.Options.Paths != ApiPaths.AsSent && !origin.Path.StartsWith("/v1/", StringComparison.Ordinal)
            ? "/v1" + origin.Path
            : origin.Path;

    /// <summary>Whether a list of patterns concerns a model; an empty one concerns all.</summary>
    public static bool Concerns(IReadOnlyList<string> patterns, string? model) =>
        patterns.Count == 0
        || (
            model is not null
            && patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, model, ignoreCase: false))
        );
}
