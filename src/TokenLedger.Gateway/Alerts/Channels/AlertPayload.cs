using System.Net.Http.Headers;
using System.Text.Json;

namespace TokenLedger.Gateway.Alerts.Channels;

/// <summary>A body and what goes with it.</summary>
/// <param name="ContentType">The type of the body.</param>
/// <param name="Body">The body.</param>
internal sealed record AlertPayload(MediaTypeHeaderValue ContentType, byte[] Body)
{
    /// <summary>Headers of the format's own.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Plain JSON.</summary>
    public static MediaTypeHeaderValue Json { get; } = new("application/json");

    /// <summary>Writes an object.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Writes details as an object of texts.</summary>
    public static void WriteDetails(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> details)
    {
        json.WriteStartObject("details");
        foreach ((string name, string value) in details)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }
}
