using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TokenLedger.Accounting.Json;

/// <summary>Says in plain words why a body could not be read; the reader's own words name this program's types.</summary>
public static partial class JsonProblem
{
    private const string NotConverted = "The JSON value could not be converted to ";

    /// <summary>One sentence.</summary>
    /// <param name="wrong">What the reader threw.</param>
    public static string Of(JsonException wrong)
    {
        ArgumentNullException.ThrowIfNull(wrong);
        string message = wrong.Message;
        if (UnknownMember().Match(message) is { Success: true } unknown)
        {
            return $"There is no member \"{unknown.Groups[1].Value}\" here{PlaceOf(wrong)}. Leave it out, or look for its right name.";
        }

        if (MissingMembers().Match(message) is { Success: true } missing)
        {
            return $"The body lacks {missing.Groups[1].Value.Replace("'", "\"", StringComparison.Ordinal)}.";
        }

        if (!message.StartsWith(NotConverted, StringComparison.Ordinal))
        {
            return $"The body is not JSON{PlaceOf(wrong)}: {FirstSentence(message)}";
        }

        return KindOf(FirstSentence(message)[NotConverted.Length..]) is { } kind
            ? $"The value of {wrong.Path ?? "$"} must be {kind}{PlaceOf(wrong)}."
            : $"The value of {wrong.Path ?? "$"} is of another kind than expected{PlaceOf(wrong)}.";
    }

    /// <summary>
    /// What a value that becomes this type is in JSON. Null for a type of this program: the reader names the one around
    /// where a value is handed to a constructor.
    /// </summary>
    private static string? KindOf(string type)
    {
        if (type.Contains("Dictionary", StringComparison.Ordinal))
        {
            return "an object";
        }

        if (
            type.Contains("List`1", StringComparison.Ordinal)
            || type.TrimEnd('.').EndsWith("[]", StringComparison.Ordinal)
        )
        {
            return "a list";
        }

        // "System.Int32." or "System.Nullable`1[System.Int32]."
        return SystemType().Match(type).Groups[1].Value switch
        {
            "String" => "a text",
            "Boolean" => "true or false",
            "Int32" or "Int64" => "a whole number",
            "Decimal" or "Double" => "a number",
            "DateTimeOffset" => "an instant, like \"2026-01-01T00:00:00Z\"",
            "DateOnly" => "a date, like \"2026-01-01\"",
            "Guid" => "an id, like \"01a2b3c4-0000-7000-8000-000000000000\"",
            _ => null,
        };
    }

    private static string PlaceOf(JsonException wrong) =>
        wrong.LineNumber is { } line
            ? string.Create(
                CultureInfo.InvariantCulture,
                $" (line {line + 1}, byte {(wrong.BytePositionInLine ?? 0) + 1})"
            )
            : "";

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        end = end < 0 ? message.IndexOf(" LineNumber: ", StringComparison.Ordinal) : end;
        return end < 0 ? message : message[..end];
    }

    [GeneratedRegex("^The JSON property '(.*?)' could not be mapped", RegexOptions.CultureInvariant)]
    private static partial Regex UnknownMember();

    [GeneratedRegex("^(?:System\\.Nullable`1\\[)?System\\.([A-Za-z0-9]+)\\]?\\.?$", RegexOptions.CultureInvariant)]
    private static partial Regex SystemType();

    [GeneratedRegex("missing required properties including: (.*?)\\.?$", RegexOptions.CultureInvariant)]
    private static partial Regex MissingMembers();
}
