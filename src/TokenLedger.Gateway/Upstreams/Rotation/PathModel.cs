using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Dialects.Google;

namespace TokenLedger.Gateway.Upstreams.Rotation;

/// <summary>Puts another model's name, or deployment's, into a path that names one (Gemini, Vertex, Bedrock, Azure).</summary>
internal static class PathModel
{
    private static readonly string[] s_before = ["models", "model", "deployments"];

    /// <summary>The path with the other name; null when it has no place for one.</summary>
    /// <param name="dialect">Whose path it is.</param>
    /// <param name="path">The path below the upstream's prefix, as it is sent.</param>
    /// <param name="model">The other name.</param>
    public static string? With(Dialect dialect, string path, string model)
    {
        string[] parts = path.Split('/');
        int place = Array.FindIndex(parts, part => s_before.Contains(part)) + 1;
        if (place == 0 || place == parts.Length)
        {
            return null;
        }

        // Google's paths have the method behind the model: "gemini-2.5-pro:generateContent".
        int colon = dialect is GoogleDialect ? parts[place].LastIndexOf(':') : -1;
        string method = colon < 0 ? "" : parts[place][colon..];
        parts[place] = Uri.EscapeDataString(model) + method;
        return string.Join('/', parts);
    }
}
