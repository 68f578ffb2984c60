using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenLedger.Gateway.Relay.Endings;

/// <summary>Writes the events of an ending.</summary>
internal static class EndingJson
{
    private static readonly JsonSerializerOptions s_plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A JSON text, compact.</summary>
    public static string Text(JsonNode node) => node.ToJsonString(s_plain);

    /// <summary>A server-sent event without a name.</summary>
    public static string Event(JsonNode data) => $"data: {Text(data)}\n\n";

    /// <summary>A server-sent event.</summary>
    public static string Event(string name, JsonNode data) => $"event: {name}\ndata: {Text(data)}\n\n";

    /// <summary>An object that was seen in the stream; an empty one when it cannot be read.</summary>
    public static JsonObject Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>A copy of a member, to stand in another object; null when there is none.</summary>
    public static JsonNode? Copy(JsonObject from, string name) => from[name]?.DeepClone();

    /// <summary>UTF-8.</summary>
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
