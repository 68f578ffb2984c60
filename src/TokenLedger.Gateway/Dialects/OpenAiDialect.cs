namespace TokenLedger.Gateway.Dialects;

/// <summary>OpenAI and everything compatible with it. See https://platform.openai.com/docs/api-reference.</summary>
public sealed class OpenAiDialect : Dialect
{
    /// <summary>The one instance; it holds no state.</summary>
    public static OpenAiDialect Instance { get; } = new();

    private static readonly OpenAiRoutes s_routes = new("openai");

    private OpenAiDialect() { }

    /// <inheritdoc/>
    public override string Name => "openai";

    /// <inheritdoc/>
    /// <remarks>
    /// Compatible servers whose version is not "v1" are configured with their base path, and called without it, so the
    /// "/v1" may be missing. DeepSeek has a second set of the same routes at /beta. Several providers speak Anthropic's
    /// Messages too, at /v1/messages or below /anthropic.
    /// </remarks>
    public override Route? Match(string method, string path)
    {
        if (path.StartsWith("/anthropic/", StringComparison.Ordinal))
        {
            return AnthropicDialect.Instance.Match(method, path["/anthropic".Length..]);
        }

        return path.StartsWith("/v1/messages", StringComparison.Ordinal)
            ? AnthropicDialect.Instance.Match(method, path)
            : s_routes.Match(method, BelowVersion(path));
    }

    private static ReadOnlySpan<char> BelowVersion(string path) =>
        path.StartsWith("/v1/", StringComparison.Ordinal) ? path.AsSpan(3)
        : path.StartsWith("/beta/", StringComparison.Ordinal) ? path.AsSpan(5)
        : path;

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

            WriteDetails(json, refusal);

            json.WriteEndObject();
        });
    }
}
