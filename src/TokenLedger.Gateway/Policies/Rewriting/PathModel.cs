using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Upstreams;

namespace TokenLedger.Gateway.Policies.Rewriting;

/// <summary>Puts another model's or deployment's name into a path (Gemini, Vertex, Azure, Bedrock).</summary>
internal static class PathModel
{
    private static readonly string[] s_before = ["/deployments/", "/models/", "/model/"];

    /// <summary>The same route of another model; null when the path cannot name it.</summary>
    /// <param name="target">Where the call goes now; its route names a model.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="model">The other model.</param>
    public static UpstreamMatch? With(UpstreamMatch target, string method, string model)
    {
        if (!PathText.IsModelName(model))
        {
            return null;
        }

        foreach (string before in s_before)
        {
            int found = target.Path.LastIndexOf(before, StringComparison.Ordinal);
            if (found < 0)
            {
                continue;
            }

            int start = found + before.Length;
            string path = string.Concat(
                target.Path.AsSpan(0, start),
                model.Replace("/", "%2F", StringComparison.Ordinal),
                Rest(target.Path, start)
            );
            // The dialect has the last word on what the new path means.
            if (target.Upstream.Dialect.Match(method, path) is { } route && IsSame(route, target.Route!, model))
            {
                return target with { Path = path, Route = route };
            }
        }

        return null;
    }

    /// <summary>What stands behind the model: the next segment, or Google's verb.</summary>
    private static ReadOnlySpan<char> Rest(string path, int start)
    {
        ReadOnlySpan<char> rest = path.AsSpan(start);
        int slash = rest.IndexOf('/');
        if (slash >= 0)
        {
            return rest[slash..];
        }

        int verb = rest.LastIndexOf(':');
        return verb < 0 ? [] : rest[verb..];
    }

    private static bool IsSame(Route route, Route before, string model) =>
        route.Api == before.Api
        && route.Kind == before.Kind
        && route.Model == model
        && route.Streamed == before.Streamed;
}
