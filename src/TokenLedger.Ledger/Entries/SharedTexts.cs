using System.Text;
using System.Text.Json;

namespace TokenLedger.Ledger.Entries;

/// <summary>
/// Texts that come again and again in entries (names of members, models, meters, rates), made once and then looked up: a
/// call's two entries name some eighty members. A table of fixed size; what falls on a taken place replaces it.
/// </summary>
internal static class SharedTexts
{
    private const int Places = 1024;

    /// <summary>Longest text looked up, in bytes; longer ones seldom come twice.</summary>
    private const int Longest = 48;

    // Threads may replace each other's texts: a reference is written at once, and compared before it is used.
    private static readonly string?[] s_texts = new string?[Places];

    /// <summary>The text that the reader stands on: a name, or a value.</summary>
    public static string Read(ref Utf8JsonReader json)
    {
        ReadOnlySpan<byte> bytes = json.ValueSpan;
        bool isText = json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
        if (!isText || json.ValueIsEscaped || json.HasValueSequence || bytes.Length > Longest)
        {
            return json.GetString()!;
        }

        ref string? place = ref s_texts[PlaceOf(bytes)];
        if (place is { } text && Ascii.Equals(bytes, text))
        {
            return text;
        }

        text = json.GetString()!;
        place = text;
        return text;
    }

    private static int PlaceOf(ReadOnlySpan<byte> bytes)
    {
        uint hash = (uint)bytes.Length;
        foreach (byte b in bytes)
        {
            hash = hash * 31 + b;
        }

        return (int)((hash ^ (hash >> 10)) % Places);
    }
}
