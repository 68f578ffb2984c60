namespace TokenLedger.Gateway.Policies.Input;

/// <summary>What a route does, by one word whatever the dialect: OpenTelemetry's for those it names.</summary>
public static class OperationName
{
    /// <summary>The word of an api ("anthropic.messages" is "chat").</summary>
    public static string Of(string api)
    {
        ArgumentNullException.ThrowIfNull(api);
        string own = api[(api.LastIndexOf('.') + 1)..];
        return own switch
        {
            "chat" or "chat_v1" or "messages" or "responses" or "converse" or "invoke" => "chat",
            "generate" => api.StartsWith("gemini.", StringComparison.Ordinal) ? "chat" : "text_completion",
            "completions" => "text_completion",
            "embeddings" or "embed" => "embeddings",
            _ => own,
        };
    }
}
