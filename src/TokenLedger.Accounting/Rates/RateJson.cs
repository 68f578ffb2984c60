using System.Globalization;
using System.Text.Json;

namespace TokenLedger.Accounting.Rates;

/// <summary>Small readings of a table's JSON that give null instead of throwing.</summary>
internal static class RateJson
{
    public static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    public static bool Flag(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    public static long? Whole(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out long whole)
            ? whole
            : null;

    /// <summary>A list of texts: empty when absent, null when it is anything else.</summary>
    public static IReadOnlyList<string>? Texts(JsonElement owner, string name)
    {
        if (!owner.TryGetProperty(name, out JsonElement value))
        {
            return [];
        }

        return Texts(value);
    }

    /// <summary>A list of texts; null when it is anything else.</summary>
    public static IReadOnlyList<string>? Texts(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        string[] texts = new string[value.GetArrayLength()];
        int next = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            texts[next++] = item.GetString()!;
        }

        return texts;
    }

    /// <summary>An instant of the form 2026-08-21T00:00:00Z.</summary>
    public static bool TryInstant(string text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(
            text,
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out instant
        );

    /// <summary>A day of the form 2026-08-21.</summary>
    public static bool IsDate(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
