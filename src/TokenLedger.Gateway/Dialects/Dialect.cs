using System.Text.Encodings.Web;
using System.Text.Json;
using TokenLedger.Gateway.Dialects.Amazon;
using TokenLedger.Gateway.Dialects.Google;

namespace TokenLedger.Gateway.Dialects;

/// <summary>
/// A provider family's wire format: which routes it has and how it words an error. Reading usage is the matter of
/// <see cref="Accounting.Metering.UsageReader"/>, chosen by the route's api.
/// </summary>
public abstract class Dialect
{
    /// <summary>The name in configuration ("openai").</summary>
    public abstract string Name { get; }

    /// <summary>The route of a path below the upstream's prefix ("/v1/messages"), or null when unknown.</summary>
    public abstract Route? Match(string method, string path);

    /// <summary>What a request body says; malformed ones as far as they can be read.</summary>
    public virtual RequestReading Read(Route route, ReadOnlySpan<byte> body) => RequestReading.Read(body);

    /// <summary>The host that serves a route, where the path decides it; null for the configured one.</summary>
    /// <param name="configured">The upstream's base address.</param>
    /// <param name="route">A route that this dialect has matched.</param>
    public virtual string? HostOf(Uri configured, Route route) => null;

    /// <summary>The error body that this dialect's clients understand, as UTF-8 JSON.</summary>
    public abstract byte[] ErrorBody(Refusal refusal, Guid? call);

    /// <summary>Finds a dialect by its name in configuration.</summary>
    /// <exception cref="ArgumentException">No such dialect.</exception>
    public static Dialect Named(string name) =>
        name switch
        {
            "openai" => OpenAiDialect.Instance,
            "anthropic" => AnthropicDialect.Instance,
            "gemini" => GeminiDialect.Instance,
            "vertex" => VertexDialect.Instance,
            "bedrock" => BedrockDialect.Instance,
            "cohere" => CohereDialect.Instance,
            "ollama" => OllamaDialect.Instance,
            _ => throw new ArgumentException($"There is no dialect named \"{name}\".", nameof(name)),
        };

    /// <summary>
    /// Whether the rest of a path is one resource id, and nothing that an upstream could read as another route:
    /// letters, digits and "-_.:@", at most 200 of them, no "..".
    /// </summary>
    protected static bool IsId(ReadOnlySpan<char> text)
    {
        const int Longest = 200;
        if (text.IsEmpty || text.Length > Longest || text.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or ':' or '@'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Like <see cref="IsId"/> for model names, which may contain slashes ("openai/gpt-oss-120b").</summary>
    protected static bool IsModelName(ReadOnlySpan<char> text)
    {
        foreach (Range part in text.Split('/'))
        {
            if (!IsId(text[part]))
            {
                return false;
            }
        }

        return !text.IsEmpty;
    }

    // Served as application/json, never inside HTML: only what JSON itself needs is escaped.
    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one JSON object.</summary>
    protected static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, s_plain))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }
}
