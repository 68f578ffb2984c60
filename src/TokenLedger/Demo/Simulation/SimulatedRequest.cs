using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace TokenLedger.Demo.Simulation;

/// <summary>A request as the dialects see it.</summary>
internal sealed class SimulatedRequest
{
    private readonly byte[] digest;

    public SimulatedRequest(string method, string path, byte[] body, string? seed, Misbehavior misbehavior)
    {
        Path = path;
        Misbehavior = misbehavior;
        Json = Parse(body);
        digest = SHA256.HashData(seed is null ? Identity(method, path, body) : Encoding.UTF8.GetBytes(seed));
    }

    public string Path { get; }

    public Misbehavior Misbehavior { get; }

    /// <summary>The body; undefined when it is not a JSON object.</summary>
    public JsonElement Json { get; }

    public bool IsJson => Json.ValueKind == JsonValueKind.Object;

    /// <summary>The model asked for; empty when none was.</summary>
    public string Model => Json.Text("model") ?? "";

    public bool Streamed => Json.Flag("stream");

    /// <summary>Decides everything random about the answer.</summary>
    public ulong Seed => BinaryPrimitives.ReadUInt64LittleEndian(digest);

    /// <summary>A creation time that is the same for the same request: some second in autumn 2026.</summary>
    public long CreatedAt => 1_790_000_000 + (long)(Seed % 5_000_000);

    /// <summary>An id that is the same for the same request.</summary>
    public string Id(string prefix, int part = 0)
    {
        byte[] own = SHA256.HashData([.. digest, .. BitConverter.GetBytes(part), .. Encoding.UTF8.GetBytes(prefix)]);
        return prefix + Convert.ToHexStringLower(own.AsSpan(0, 12));
    }

    public string ResponseId(string prefix) => Misbehavior.ResponseId ?? Id(prefix);

    private static JsonElement Parse(byte[] body)
    {
        try
        {
            return body.Length == 0 || !Utf8.IsValid(body) ? default : JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>
    /// What makes two requests the same. Stream options are left out: they change which events are sent, not the answer.
    /// </summary>
    private byte[] Identity(string method, string path, byte[] body)
    {
        using MemoryStream identity = new();
        identity.Write(Encoding.UTF8.GetBytes(method + " " + path + "\n"));
        if (!IsJson)
        {
            identity.Write(body);
            return identity.ToArray();
        }

        foreach (JsonProperty property in Json.EnumerateObject().Where(p => p.Name != "stream_options"))
        {
            identity.Write(Encoding.UTF8.GetBytes(property.Name + ":" + property.Value.GetRawText() + "\n"));
        }

        return identity.ToArray();
    }
}

/// <summary>Tolerant reading of request members.</summary>
internal static class RequestJson
{
    public static JsonElement Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) ? value : default;

    public static string? Text(this JsonElement json, string name)
    {
        JsonElement value = json.Member(name);
        return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    public static bool Flag(this JsonElement json, string name) => json.Member(name).ValueKind == JsonValueKind.True;

    public static long? Number(this JsonElement json, string name)
    {
        JsonElement value = json.Member(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : null;
    }

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name)
    {
        JsonElement value = json.Member(name);
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
    }
}
