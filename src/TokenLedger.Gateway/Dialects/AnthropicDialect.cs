namespace TokenLedger.Gateway.Dialects;

/// <summary>Anthropic's Messages API. See https://docs.anthropic.com/en/api/messages.</summary>
public sealed class AnthropicDialect : Dialect
{
    /// <summary>The one instance; it holds no state.</summary>
    public static AnthropicDialect Instance { get; } = new();

    private static readonly Route s_messages = new("anthropic.messages", RouteKind.Inference);
    private static readonly Route s_countTokens = new("anthropic.count_tokens", RouteKind.Metadata);
    private static readonly Route s_models = new("anthropic.models", RouteKind.Metadata);

    private AnthropicDialect() { }

    /// <inheritdoc/>
    public override string Name => "anthropic";

    /// <inheritdoc/>
    public override Route? Match(string method, string path) =>
        path switch
        {
            "/v1/messages" => method == "POST" ? s_messages : null,
            "/v1/messages/count_tokens" => method == "POST" ? s_countTokens : null,
            "/v1/models" => method is "GET" or "HEAD" ? s_models : null,
            _ when path.StartsWith("/v1/models/", StringComparison.Ordinal) => method is "GET" or "HEAD"
            && IsModelName(path.AsSpan(11))
                ? s_models
                : null,
            _ => null,
        };

    /// <summary>Whether the headers are those of an Anthropic client.</summary>
    public static bool IsSpokenBy(IHeaderDictionary headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return headers.ContainsKey("anthropic-version") || headers.ContainsKey("x-api-key");
    }

    /// <inheritdoc/>
    public override byte[] ErrorBody(Refusal refusal, Guid? call)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return Json(json =>
        {
            json.WriteString("type", "error");
            json.WriteStartObject("error");
            json.WriteString("type", refusal.Type);
            json.WriteString("message", refusal.Message);
            json.WriteString("code", refusal.Code);
            json.WriteEndObject();
            if (call is { } id)
            {
                json.WriteString("request_id", id);
            }
        });
    }
}
