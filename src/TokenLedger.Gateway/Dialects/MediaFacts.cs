using System.Text;
using System.Text.Json;

namespace TokenLedger.Gateway.Dialects;

/// <summary>
/// What a request for speech or images says that its answer does not repeat and its price may depend on, for the usage
/// reader of its route.
/// </summary>
internal static class MediaFacts
{
    /// <summary>The facts of a request's JSON body, or of its form's fields; none on routes without media.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(
        Route route,
        ReadOnlySpan<byte> json,
        IReadOnlyDictionary<string, string>? form
    )
    {
        if (route.Api.EndsWith(".speech", StringComparison.Ordinal))
        {
            return Fact("request.characters", CharactersOf(JsonMembers.Find(json, "input"u8)));
        }

        return route.Api.EndsWith(".images", StringComparison.Ordinal)
            ?
            [
                .. Fact("request.image_size", TextOf(json, "size"u8) ?? form?.GetValueOrDefault("size")),
                .. Fact("request.image_quality", TextOf(json, "quality"u8) ?? form?.GetValueOrDefault("quality")),
            ]
            : [];
    }

    private static IEnumerable<KeyValuePair<string, string>> Fact(string name, string? value) =>
        value is { Length: > 0 and <= 64 } ? [new(name, value)] : [];

    /// <summary>The Unicode code points of a JSON string: what providers bill as characters.</summary>
    private static string? CharactersOf(ReadOnlySpan<byte> json)
    {
        if (json.Length < 2 || json[0] != '"')
        {
            return null;
        }

        if (!json.Contains((byte)'\\'))
        {
            int points = 0;
            foreach (byte unit in json[1..^1])
            {
                points += (unit & 0xC0) == 0x80 ? 0 : 1;
            }

            return Number(points);
        }

        return Unescaped(json) is { } text ? Number(text.EnumerateRunes().Count()) : null;
    }

    private static string? TextOf(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name) =>
        JsonMembers.Find(json, name) is { Length: >= 2 } value && value[0] == '"' ? Unescaped(value) : null;

    private static string? Unescaped(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            return reader.Read() ? reader.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Number(int count) => count.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
