using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Upstreams;

/// <summary>Puts another model's or deployment's name into a path that names one (Gemini, Vertex, Azure, Bedrock).</summary>
internal static class PathModel
{
    private static readonly string[] s_before = ["/deployments/", "/models/", "/model/"];

    /// <summary>The same route of another model; null when the path cannot name it.</summary>
    /// <param name="dialect">Whose path it is: it has the last word on what the new path means.</param>
    /// <param name="route">What the path is; it names a model.</param>
    /// <param name="path">The path below the upstream's prefix.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="model">The other model.</param>
    public static (string Path, Route Route)? With(
        Dialect dialect,
        Route route,
        string path,
        string method,
        string model
    )
    {
        if (!PathText.IsModelName(model))
        {
            return null;
        }

        foreach (string before in s_before)
        {
            int found = path.LastIndexOf(before, StringComparison.Ordinal);
            if (found < 0)
            {
                continue;
            }

            int start = found + before.Length;
            ReadOnlySpan<char> rest = Rest(path, start);
            // Dialects read paths as servers have them: nothing is escaped any more, but slashes within a name.
            string name = model.Replace("/", "%2F", StringComparison.Ordinal);
            Route? now = dialect.Match(method, string.Concat(path.AsSpan(0, start), name, rest));
            if (now is not null && IsSame(now, route, model))
            {
                return (string.Concat(path.AsSpan(0, start), Uri.EscapeDataString(model), rest), now);
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
        && route.Model is { } named
        && model.EndsWith(named, StringComparison.Ordinal) // of an ARN the end is the name
        && route.Streamed == before.Streamed;
}
