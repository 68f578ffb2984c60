using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation;

/// <summary>JSON as the providers write it: compact, characters unescaped.</summary>
internal static class Wire
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Bytes(JsonNode node)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Compact))
        {
            node.WriteTo(writer);
        }

        return buffer.ToArray();
    }

    public static string Text(JsonNode node) => Encoding.UTF8.GetString(Bytes(node));

    public static JsonArray Array(IEnumerable<JsonNode?> items) => [.. items];
}
