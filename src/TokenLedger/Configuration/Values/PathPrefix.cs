using System.Text.RegularExpressions;

namespace TokenLedger.Configuration.Values;

/// <summary>The path prefix that selects an upstream.</summary>
public static partial class PathPrefix
{
    /// <summary>First segments that the gateway itself answers; an upstream there could never be reached.</summary>
    public static IReadOnlyList<string> Reserved { get; } =
    ["v1", "api", "metrics", "livez", "readyz", "health", "openapi", "mcp", "otlp"];

    /// <summary>Reads a prefix such as "/groq" or "/team/local".</summary>
    public static Parsed Parse(string text)
    {
        if (!Pattern().IsMatch(text))
        {
            return Parsed.Bad(
                "must start with / and go on with letters, digits, - _ . as in /groq, without a / at the end"
            );
        }

        string first = text.Split('/')[1].ToLowerInvariant();
        return Reserved.Contains(first)
            ? Parsed.Bad($"must not start with /{first}, which the gateway itself answers")
            : Parsed.Good(text);
    }

    [GeneratedRegex(@"^(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
