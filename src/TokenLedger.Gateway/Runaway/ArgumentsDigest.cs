using System.Text;
using System.Text.Json;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Gateway.Runaway;

/// <summary>
/// The digest of a tool call's arguments that is the same however they are written: the order of members and white space
/// do not matter, nor whether they come as an object or as an object within a text. Values count exactly.
/// </summary>
/// <param name="hash">Digests names and values.</param>
internal sealed class ArgumentsDigest(KeyedHash hash)
{
    /// <summary>Longest arguments read as JSON, in bytes; longer ones are taken as they are.</summary>
    private const int Longest = 64 * 1024;

    /// <summary>The digest of arguments as they stand in the request.</summary>
    public ulong Of(ReadOnlySpan<byte> json)
    {
        if (json.Length > Longest)
        {
            return hash.Of(json);
        }

        if (json is [(byte)'"', .., (byte)'"'])
        {
            ReadOnlySpan<byte> text = json[1..^1];
            return OfJson(text.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(EscapedText.Plain(text)) : text);
        }

        return OfJson(json);
    }

    private ulong OfJson(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        try
        {
            return reader.Read() ? OfValue(ref reader) : 0;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return hash.Of(json); // no JSON: free text for a tool
        }
    }

    private ulong OfValue(ref Utf8JsonReader reader) =>
        reader.TokenType switch
        {
            JsonTokenType.StartObject => OfObject(ref reader),
            JsonTokenType.StartArray => OfArray(ref reader),
            _ => hash.Of((ulong)reader.TokenType, hash.Of(reader.ValueSpan)),
        };

    private ulong OfObject(ref Utf8JsonReader reader)
    {
        ulong sum = 1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ulong name = hash.Of(reader.ValueSpan);
            reader.Read();
            sum += hash.Of(name, OfValue(ref reader)); // a sum does not know an order
        }

        return sum;
    }

    private ulong OfArray(ref Utf8JsonReader reader)
    {
        ulong digest = 2;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            digest = hash.Of(digest, OfValue(ref reader));
        }

        return digest;
    }
}
