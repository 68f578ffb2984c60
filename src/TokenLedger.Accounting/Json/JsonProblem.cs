using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace TokenLedger.Accounting.Json;

/// <summary>Says in plain words why a body could not be read; the reader's own words name this program's types.</summary>
public static partial class JsonProblem
{
    /// <summary>One sentence.</summary>
    /// <param name="wrong">What the reader threw.</param>
    /// <param name="body">What the body is read as; with it the sentence says what a value must be.</param>
    public static string Of(JsonException wrong, JsonTypeInfo? body = null)
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

        if (!message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal))
        {
            return $"The body is not JSON{PlaceOf(wrong)}: {FirstSentence(message)}";
        }

        return body is not null && TypeAt(body, wrong.Path) is { } type
            ? $"The value of {wrong.Path ?? "$"} must be {KindOf(type)}{PlaceOf(wrong)}."
            : $"The value of {wrong.Path ?? "$"} is of another kind than expected{PlaceOf(wrong)}.";
    }

    /// <summary>What stands at a path like "$.limits[0].amount"; null where that cannot be told.</summary>
    private static JsonTypeInfo? TypeAt(JsonTypeInfo body, string? path)
    {
        JsonTypeInfo? at = body;
        foreach (Match step in Step().Matches(path ?? "$"))
        {
            Type? next = step.Groups["name"] is { Success: true, Value: var name }
                ? at.Properties.FirstOrDefault(member => member.Name == name)?.PropertyType ?? at.ElementType
                : at.ElementType;
            at = next is null || !body.Options.TryGetTypeInfo(next, out JsonTypeInfo? info) ? null : info;
            if (at is null)
            {
                return null;
            }
        }

        return at;
    }

    private static string KindOf(JsonTypeInfo type) =>
        type.Kind switch
        {
            JsonTypeInfoKind.Enumerable => "a list",
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
            _ => Type.GetTypeCode(Nullable.GetUnderlyingType(type.Type) ?? type.Type) switch
            {
                TypeCode.Boolean => "true or false",
                TypeCode.Int32 or TypeCode.Int64 => "a whole number",
                TypeCode.Decimal or TypeCode.Double => "a number",
                _ => Text(Nullable.GetUnderlyingType(type.Type) ?? type.Type),
            },
        };

    private static string Text(Type type) =>
        type == typeof(DateTimeOffset) ? "an instant, like \"2026-01-01T00:00:00Z\""
        : type == typeof(DateOnly) ? "a date, like \"2026-01-01\""
        : type == typeof(Guid) ? "an id, like \"01a2b3c4-0000-7000-8000-000000000000\""
        : "a text";

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

    [GeneratedRegex("\\.(?<name>[^.\\[]+)|\\[[0-9]+\\]", RegexOptions.CultureInvariant)]
    private static partial Regex Step();

    [GeneratedRegex("missing required properties including: (.*?)\\.?$", RegexOptions.CultureInvariant)]
    private static partial Regex MissingMembers();
}
