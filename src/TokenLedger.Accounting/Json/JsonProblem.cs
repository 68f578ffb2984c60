using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TokenLedger.Accounting.Json;

/// <summary>Says in plain words why a body could not be read; the reader's own words name this program's types.</summary>
public static partial class JsonProblem
{
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

        return message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal)
            ? $"The value of {wrong.Path ?? "$"} is of another kind than expected{PlaceOf(wrong)}."
            : $"The body is not JSON{PlaceOf(wrong)}: {FirstSentence(message)}";
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

    [GeneratedRegex("missing required properties including: (.*?)\\.?$", RegexOptions.CultureInvariant)]
    private static partial Regex MissingMembers();
}
