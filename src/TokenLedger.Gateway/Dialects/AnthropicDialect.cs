using TokenLedger.Gateway.Upstreams.Credentials;

namespace TokenLedger.Gateway.Dialects;

/// <summary>Anthropic's Messages API. See https://docs.anthropic.com/en/api/messages.</summary>
public sealed class AnthropicDialect : Dialect
{
    /// <summary>The one instance; it holds no state.</summary>
    public static AnthropicDialect Instance { get; } = new();

    private static readonly Route s_messages = new("anthropic.messages", RouteKind.Inference);
    private static readonly Route s_countTokens = new("anthropic.count_tokens", RouteKind.Metadata);
    private static readonly Route s_models = new("anthropic.models", RouteKind.Metadata);
    private static readonly Route s_batches = new("anthropic.batches", RouteKind.Metadata);
    private static readonly Route s_files = new("anthropic.files", RouteKind.Metadata);

    private AnthropicDialect() { }

    /// <inheritdoc/>
    public override string Name => "anthropic";

    /// <inheritdoc/>
    public override Route? Match(string method, string path) =>
        (method, path) switch
        {
            ("POST", "/v1/messages") => s_messages,
            ("POST", "/v1/messages/count_tokens") => s_countTokens,
            ("GET" or "HEAD", "/v1/models") => s_models,
            ("GET" or "HEAD" or "POST", "/v1/messages/batches") => s_batches,
            ("GET" or "HEAD" or "POST", "/v1/files") => s_files,
            _ => MatchResource(method, path),
        };

    private static Route? MatchResource(string method, string path)
    {
        const string Models = "/v1/models/";
        const string Batches = "/v1/messages/batches/";
        const string Files = "/v1/files/";
        if (path.StartsWith(Models, StringComparison.Ordinal))
        {
            return method is "GET" or "HEAD" && IsModelName(path.AsSpan(Models.Length)) ? s_models : null;
        }

        if (path.StartsWith(Batches, StringComparison.Ordinal))
        {
            return MatchBatch(method, path.AsSpan(Batches.Length));
        }

        return path.StartsWith(Files, StringComparison.Ordinal) ? MatchFile(method, path.AsSpan(Files.Length)) : null;
    }

    private static Route? MatchBatch(string method, ReadOnlySpan<char> rest)
    {
        const string Results = "/results";
        if (PathText.IsIdBefore(rest, Results))
        {
            return method == "GET"
                ? new Route(s_batches.Api, RouteKind.BatchResults) { Batch = rest[..^Results.Length].ToString() }
                : null;
        }

        if (PathText.IsIdBefore(rest, "/cancel"))
        {
            return method == "POST" ? s_batches : null;
        }

        return method is "GET" or "HEAD" or "DELETE" && IsId(rest) ? s_batches : null;
    }

    private static Route? MatchFile(string method, ReadOnlySpan<char> rest)
    {
        bool known = PathText.IsIdBefore(rest, "/content")
            ? method is "GET" or "HEAD"
            : method is "GET" or "HEAD" or "DELETE" && IsId(rest);
        return known ? s_files : null;
    }

    /// <summary>Whether the headers are those of an Anthropic client.</summary>
    public static bool IsSpokenBy(IHeaderDictionary headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return headers.ContainsKey("anthropic-version") || headers.ContainsKey("x-api-key");
    }

    /// <inheritdoc/>
    public override CredentialHeader CredentialHeaderOf(Route route) => new("x-api-key", "");

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
            WriteDetails(json, refusal);
            json.WriteEndObject();
            if (call is { } id)
            {
                json.WriteString("request_id", id);
            }
        });
    }
}
