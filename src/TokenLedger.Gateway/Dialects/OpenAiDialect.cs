namespace TokenLedger.Gateway.Dialects;

/// <summary>OpenAI and everything compatible with it. See https://platform.openai.com/docs/api-reference.</summary>
public sealed class OpenAiDialect : Dialect
{
    /// <summary>The one instance; it holds no state.</summary>
    public static OpenAiDialect Instance { get; } = new();

    private static readonly Route s_chat = new("openai.chat", RouteKind.Inference);
    private static readonly Route s_completions = new("openai.completions", RouteKind.Inference);
    private static readonly Route s_embeddings = new("openai.embeddings", RouteKind.Inference);
    private static readonly Route s_responses = new("openai.responses", RouteKind.Inference);
    private static readonly Route s_storedResponse = new("openai.responses", RouteKind.StoredAnswer);
    private static readonly Route s_responsesMeta = new("openai.responses.meta", RouteKind.Metadata);
    private static readonly Route s_storedChat = new("openai.chat.stored", RouteKind.Metadata);
    private static readonly Route s_models = new("openai.models", RouteKind.Metadata);

    private OpenAiDialect() { }

    /// <inheritdoc/>
    public override string Name => "openai";

    /// <inheritdoc/>
    /// <remarks>
    /// Compatible servers whose version is not "v1" are configured with their base path, and called without it, so the
    /// "/v1" may be missing.
    /// </remarks>
    public override Route? Match(string method, string path)
    {
        ReadOnlySpan<char> rest = path;
        if (rest.StartsWith("/v1/", StringComparison.Ordinal))
        {
            rest = rest[3..];
        }

        return rest switch
        {
            "/chat/completions" => method switch
            {
                "POST" => s_chat,
                "GET" => s_storedChat,
                _ => null,
            },
            "/responses" => method == "POST" ? s_responses : null,
            "/responses/compact" => method == "POST" ? s_responses : null,
            "/responses/input_tokens" => method == "POST" ? s_responsesMeta : null,
            "/completions" => method == "POST" ? s_completions : null,
            "/embeddings" => method == "POST" ? s_embeddings : null,
            "/models" => method is "GET" or "HEAD" ? s_models : null,
            _ => MatchResource(method, rest),
        };
    }

    private static Route? MatchResource(string method, ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("/models/", StringComparison.Ordinal))
        {
            return method is "GET" or "HEAD" or "DELETE" && IsModelName(rest[8..]) ? s_models : null;
        }

        if (rest.StartsWith("/responses/", StringComparison.Ordinal))
        {
            return MatchStoredResponse(method, rest[11..]);
        }

        if (rest.StartsWith("/chat/completions/", StringComparison.Ordinal))
        {
            ReadOnlySpan<char> id = rest[18..];
            if (id.EndsWith("/messages", StringComparison.Ordinal))
            {
                return method == "GET" && IsId(id[..^9]) ? s_storedChat : null;
            }

            return method is "GET" or "POST" or "DELETE" && IsId(id) ? s_storedChat : null;
        }

        return null;
    }

    private static Route? MatchStoredResponse(string method, ReadOnlySpan<char> id)
    {
        if (id.EndsWith("/cancel", StringComparison.Ordinal))
        {
            return method == "POST" && IsId(id[..^7]) ? s_storedResponse : null;
        }

        if (id.EndsWith("/input_items", StringComparison.Ordinal))
        {
            return method == "GET" && IsId(id[..^12]) ? s_responsesMeta : null;
        }

        if (!IsId(id))
        {
            return null;
        }

        return method switch
        {
            "GET" => s_storedResponse,
            "DELETE" => s_responsesMeta,
            _ => null,
        };
    }

    /// <inheritdoc/>
    public override byte[] ErrorBody(Refusal refusal, Guid? call)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return Json(json =>
        {
            json.WriteStartObject("error");
            json.WriteString("message", refusal.Message);
            json.WriteString("type", refusal.Type);
            json.WriteNull("param");
            json.WriteString("code", refusal.Code);
            if (call is { } id)
            {
                json.WriteString("call", id);
            }

            json.WriteEndObject();
        });
    }
}
