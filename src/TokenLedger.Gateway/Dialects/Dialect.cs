using System.Text.Encodings.Web;
using System.Text.Json;
using TokenLedger.Gateway.Dialects.Amazon;
using TokenLedger.Gateway.Dialects.Google;
using TokenLedger.Gateway.Upstreams.Credentials;

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

    /// <summary>The route of a path that <see cref="Match"/> does not know.</summary>
    public virtual Route Other(string method, string path) => Route.Other(Name, method);

    /// <summary>What a request body says; malformed ones as far as they can be read.</summary>
    public virtual RequestReading Read(Route route, ReadOnlySpan<byte> body) => RequestReading.Read(body);

    /// <summary>The host that serves a route, where the path decides it; null for the configured one.</summary>
    /// <param name="configured">The upstream's base address.</param>
    /// <param name="route">A route that this dialect has matched.</param>
    public virtual string? HostOf(Uri configured, Route route) => null;

    /// <summary>The error body that this dialect's clients understand, as UTF-8 JSON.</summary>
    public abstract byte[] ErrorBody(Refusal refusal, Guid? call);

    /// <summary>Whether callers name deployments, whose names need not be those of models.</summary>
    public virtual bool NamesDeployments => false;

    /// <summary>Whether a chat stream of this dialect may be asked for its usage with this query.</summary>
    public virtual bool TakesStreamOptions(string query) => true;

    /// <summary>Where an upstream of this dialect looks for its key.</summary>
    /// <param name="route">The route, which may be of another dialect.</param>
    public virtual CredentialHeader CredentialHeaderOf(Route route) => CredentialHeader.Bearer;

    /// <summary>The names in configuration.</summary>
    public static IReadOnlyList<string> Names { get; } =
    ["openai", "anthropic", "azure", "mistral", "gemini", "vertex", "bedrock", "cohere", "ollama"];

    /// <summary>Finds a dialect by its name in configuration.</summary>
    /// <exception cref="ArgumentException">No such dialect.</exception>
    public static Dialect Named(string name) =>
        name switch
        {
            "openai" => OpenAiDialect.Instance,
            "anthropic" => AnthropicDialect.Instance,
            "azure" => AzureDialect.Instance,
            "mistral" => MistralDialect.Instance,
            "gemini" => GeminiDialect.Instance,
            "vertex" => VertexDialect.Instance,
            "bedrock" => BedrockDialect.Instance,
            "cohere" => CohereDialect.Instance,
            "ollama" => OllamaDialect.Instance,
            _ => throw new ArgumentException($"There is no dialect named \"{name}\".", nameof(name)),
        };

    /// <summary>Whether the rest of a path is one resource id; see <see cref="PathText.IsId"/>.</summary>
    protected static bool IsId(ReadOnlySpan<char> text) => PathText.IsId(text);

    /// <summary>Whether the rest of a path is a model's name; see <see cref="PathText.IsModelName"/>.</summary>
    protected static bool IsModelName(ReadOnlySpan<char> text) => PathText.IsModelName(text);

    /// <summary>Writes what programs need to know of a refusal as one object of texts; nothing when there is nothing.</summary>
    protected static void WriteDetails(Utf8JsonWriter json, Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(refusal);
        if (refusal.Details.Count == 0)
        {
            return;
        }

        json.WriteStartObject("details");
        foreach ((string name, string value) in refusal.Details)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
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
