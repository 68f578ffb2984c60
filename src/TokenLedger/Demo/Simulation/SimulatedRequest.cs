using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace TokenLedger.Demo.Simulation;

/// <summary>A request as the dialects see it.</summary>
internal sealed record SimulatedRequest
{
    private readonly byte[] digest;

    public SimulatedRequest(ReceivedCall received, string? seed, Misbehavior misbehavior)
        : this(received.Method, received.Path, received.Body, seed, misbehavior)
    {
        Query = received.Query;
        Form = received.Form;
        if (Form is not null && seed is null)
        {
            digest = SHA256.HashData(Identity(Method, Path, Form));
            Model = Form.Text("model") ?? "";
            Streamed = Form.Text("stream") == "true";
        }
    }

    /// <summary>A request within another: a line of a batch.</summary>
    public SimulatedRequest(string method, string path, byte[] body, string? seed, Misbehavior misbehavior)
    {
        Method = method;
        Path = path;
        Misbehavior = misbehavior;
        Json = Parse(body);
        Model = Json.Text("model") ?? "";
        Streamed = Json.Flag("stream");
        digest = SHA256.HashData(seed is null ? Identity(method, path, body) : Encoding.UTF8.GetBytes(seed));
    }

    public string Method { get; }

    public string Path { get; }

    /// <summary>The query with its "?"; empty when there is none.</summary>
    public string Query { get; } = "";

    public Misbehavior Misbehavior { get; }

    /// <summary>The body; undefined when it is not a JSON object.</summary>
    public JsonElement Json { get; init; }

    /// <summary>The body as a form; null when it is none.</summary>
    public ReceivedForm? Form { get; }

    /// <summary>Whether the body can be read: an answer to anything else is an error.</summary>
    public bool IsReadable =>
        Method is "GET" or "HEAD" or "DELETE"
        || Form is not null
        || Json.ValueKind == JsonValueKind.Object
        || Path.EndsWith("/cancel", StringComparison.Ordinal);

    /// <summary>The model asked for, in the body or in the path; empty when none was.</summary>
    public string Model { get; init; }

    /// <summary>Whether the answer is to be streamed.</summary>
    public bool Streamed { get; init; }

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

    /// <summary>The id a provider gives the request itself.</summary>
    public string RequestId => Id("req_");

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
        if (Json.ValueKind != JsonValueKind.Object)
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

    /// <summary>A form's boundary is drawn anew each time, so its parts alone count.</summary>
    private static byte[] Identity(string method, string path, ReceivedForm form)
    {
        using MemoryStream identity = new();
        identity.Write(Encoding.UTF8.GetBytes(method + " " + path + "\n"));
        foreach (FormPart part in form.Parts)
        {
            identity.Write(Encoding.UTF8.GetBytes(part.Name + ":" + part.FileName + ":"));
            identity.Write(part.Bytes);
        }

        return identity.ToArray();
    }
}
