namespace TokenLedger.Gateway.Dialects;

/// <summary>
/// Ollama's own API, and the OpenAI- and Anthropic-compatible routes of the same server.
/// See https://github.com/ollama/ollama/blob/main/docs/api.md.
/// </summary>
public sealed class OllamaDialect : Dialect
{
    /// <summary>The one instance; it holds no state.</summary>
    public static OllamaDialect Instance { get; } = new();

    private static readonly Route s_chat = new("ollama.chat", RouteKind.Inference);
    private static readonly Route s_generate = new("ollama.generate", RouteKind.Inference);
    private static readonly Route s_embed = new("ollama.embed", RouteKind.Inference);
    private static readonly Route s_models = new("ollama.models", RouteKind.Metadata);

    private OllamaDialect() { }

    /// <inheritdoc/>
    public override string Name => "ollama";

    /// <inheritdoc/>
    public override Route? Match(string method, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.StartsWith("/v1/", StringComparison.Ordinal))
        {
            return MatchCompatible(method, path);
        }

        return (method, path) switch
        {
            ("POST", "/api/chat") => s_chat,
            ("POST", "/api/generate") => s_generate,
            ("POST", "/api/embed" or "/api/embeddings") => s_embed,
            // Looking after models runs none of them.
            ("POST", "/api/show" or "/api/pull" or "/api/push" or "/api/create" or "/api/copy") => s_models,
            ("DELETE", "/api/delete") => s_models,
            ("POST", _) when path.StartsWith("/api/blobs/sha256", StringComparison.Ordinal) && IsId(path.AsSpan(11)) =>
                s_models,
            ("GET" or "HEAD", "/" or "/api/tags" or "/api/ps" or "/api/version") => s_models,
            _ => null,
        };
    }

    private static Route? MatchCompatible(string method, string path)
    {
        Dialect dialect = path.StartsWith("/v1/messages", StringComparison.Ordinal)
            ? AnthropicDialect.Instance
            : OpenAiDialect.Instance;
        return dialect.Match(method, path) is { } route ? route with { Dialect = dialect } : null;
    }

    /// <inheritdoc/>
    /// <remarks>Chat and generate stream unless they are told not to.</remarks>
    public override RequestReading Read(Route route, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(route);
        RequestReading reading = base.Read(route, body);
        return route == s_chat || route == s_generate
            ? reading with
            {
                Streamed = !JsonMembers.Find(body, "stream"u8).SequenceEqual("false"u8),
                MaxOutputTokens = JsonMembers.Whole(
                    JsonMembers.Find(JsonMembers.Find(body, "options"u8), "num_predict"u8)
                ),
            }
            : reading;
    }

    /// <inheritdoc/>
    public override byte[] ErrorBody(Refusal refusal, Guid? call)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return Json(json =>
        {
            json.WriteString("error", refusal.Message);
            json.WriteString("code", refusal.Code);
            WriteDetails(json, refusal);
        });
    }
}
