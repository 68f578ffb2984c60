using System.Text.Json;
using System.Text.RegularExpressions;

namespace TokenLedger.Accounting.Rates.Import;

/// <summary>Turns a match clause of genai-prices into ids, prefixes and patterns.</summary>
/// <param name="id">The model's id, which always matches.</param>
internal sealed class GenaiPricesMatch(string id)
{
    private readonly List<string> ids = [id];
    private readonly List<string> prefixes = [];
    private readonly List<string> patterns = [];

    public ModelMatch Result =>
        new(
            [.. ids.Distinct(StringComparer.OrdinalIgnoreCase)],
            [.. prefixes.Distinct(StringComparer.OrdinalIgnoreCase)],
            patterns,
            [],
            []
        );

    /// <summary>Adds a clause.</summary>
    /// <returns>False when it is of a kind that is not known.</returns>
    public bool Add(JsonElement clause)
    {
        if (Single(clause) is not (string kind, JsonElement value))
        {
            return false;
        }

        switch (kind)
        {
            case "or" when value.ValueKind == JsonValueKind.Array:
                bool all = true;
                foreach (JsonElement part in value.EnumerateArray())
                {
                    all &= Add(part);
                }

                return all;
            case "equals" when value.ValueKind == JsonValueKind.String:
                ids.Add(value.GetString()!);
                return true;
            case "starts_with" when value.ValueKind == JsonValueKind.String:
                prefixes.Add(value.GetString()!);
                return true;
            default:
                string? pattern = Pattern(clause);
                if (pattern is null || !Compiles(pattern))
                {
                    return false;
                }

                patterns.Add(pattern);
                return true;
        }
    }

    /// <summary>A clause as an expression that is tried at the beginning of a name.</summary>
    private static string? Pattern(JsonElement clause)
    {
        if (Single(clause) is not (string kind, JsonElement value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            string?[] parts = [.. value.EnumerateArray().Select(Pattern)];
            return parts.Contains(null) || parts.Length == 0 ? null
                : kind == "and" ? "^" + string.Concat(parts.Select(part => $"(?={part![1..]})"))
                : kind == "or" ? $"^(?:{string.Join('|', parts.Select(part => part![1..]))})"
                : null;
        }

        string? text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is null
            ? null
            : kind switch
            {
                "equals" => $"^{Regex.Escape(text)}$",
                "starts_with" => $"^{Regex.Escape(text)}",
                "ends_with" => $"^.*{Regex.Escape(text)}$",
                "contains" => $"^.*{Regex.Escape(text)}",
                "regex" => $"^.*(?:{text})",
                _ => null,
            };
    }

    private static (string Kind, JsonElement Value)? Single(JsonElement clause)
    {
        if (clause.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (JsonProperty member in clause.EnumerateObject())
        {
            return (member.Name, member.Value);
        }

        return null;
    }

    private static bool Compiles(string pattern)
    {
        try
        {
            _ = ModelIndex.Compile(pattern);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
