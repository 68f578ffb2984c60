using System.Text;
using System.Text.Json;

namespace TokenLedger.Commands.Pricing;

/// <summary>A response's content in one of the forms it is kept in.</summary>
/// <param name="Body">A body; null when it was a stream.</param>
/// <param name="Stream">The exact text of server-sent events; null when it was none.</param>
/// <param name="Events">
/// Decoded events, each a JSON object: lines of NDJSON, elements of a streamed JSON array, messages of a binary or web
/// socket; null when there were none.
/// </param>
public sealed record ResponseContent(byte[]? Body, string? Stream, IReadOnlyList<byte[]>? Events)
{
    /// <summary>Whether it came piece by piece.</summary>
    public bool IsStream => Body is null;

    /// <summary>Reads the member of a recorded response that holds it: sse, ndjson, events or body.</summary>
    public static ResponseContent Of(JsonElement response)
    {
        if (Text(response, "sse") is string stream)
        {
            return new(null, stream, null);
        }

        if (Text(response, "ndjson") is string lines)
        {
            return new(null, null, Lines(lines));
        }

        if (response.TryGetProperty("events", out JsonElement events) && events.ValueKind == JsonValueKind.Array)
        {
            return new(null, null, Elements(events));
        }

        if (!response.TryGetProperty("body", out JsonElement body))
        {
            return new([], null, null);
        }

        return body.ValueKind == JsonValueKind.Array
            ? new(null, null, Elements(body))
            : new(Encoding.UTF8.GetBytes(body.GetRawText()), null, null);
    }

    /// <summary>Tells the form of a response that was kept as it came.</summary>
    public static ResponseContent Of(byte[] response)
    {
        ReadOnlySpan<byte> text = response.AsSpan().TrimStart(" \t\r\n"u8);
        if (text.StartsWith("["u8))
        {
            return Array(response);
        }

        if (!text.StartsWith("{"u8))
        {
            return new(null, Encoding.UTF8.GetString(response), null);
        }

        return IsOneObject(text)
            ? new(response, null, null)
            : new(null, null, Lines(Encoding.UTF8.GetString(response)));
    }

    /// <summary>A streamed array that broke off keeps its whole elements.</summary>
    private static ResponseContent Array(byte[] response)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(response);
            return new(null, null, Elements(document.RootElement));
        }
        catch (JsonException)
        {
            return new(null, null, WholeElements(response));
        }
    }

    private static List<byte[]> WholeElements(byte[] response)
    {
        List<byte[]> whole = [];
        try
        {
            Utf8JsonReader reader = new(response);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                whole.Add(response[start..(int)reader.BytesConsumed]);
            }
        }
        catch (JsonException)
        {
            // What is left is the element that was cut.
        }

        return whole;
    }

    /// <summary>One object, whole or cut; otherwise further objects follow on lines of their own.</summary>
    private static bool IsOneObject(ReadOnlySpan<byte> text)
    {
        try
        {
            Utf8JsonReader reader = new(text);
            reader.Read();
            reader.Skip();
            return text[(int)reader.BytesConsumed..].Trim(" \t\r\n"u8).IsEmpty;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private static List<byte[]> Lines(string text) =>
        [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Select(Encoding.UTF8.GetBytes)];

    private static List<byte[]> Elements(JsonElement array) =>
        [.. array.EnumerateArray().Select(item => Encoding.UTF8.GetBytes(item.GetRawText()))];

    private static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
