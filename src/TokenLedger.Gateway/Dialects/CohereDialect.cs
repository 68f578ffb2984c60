namespace TokenLedger.Gateway.Dialects;

/// <summary>Cohere's API, first and second version. See https://docs.cohere.com/reference/about.</summary>
public sealed class CohereDialect : Dialect
{
    /// <summary>The one instance; it holds no state.</summary>
    public static CohereDialect Instance { get; } = new();

    private const string Models = "/v1/models";
    private const string Compatible = "/compatibility/v1/";
    private static readonly Route s_chat = new("cohere.chat", RouteKind.Inference);
    private static readonly Route s_chatV1 = new("cohere.chat_v1", RouteKind.Inference);
    private static readonly Route s_generate = new("cohere.generate", RouteKind.Inference);
    private static readonly Route s_embed = new("cohere.embed", RouteKind.Inference);
    private static readonly Route s_rerank = new("cohere.rerank", RouteKind.Inference);
    private static readonly Route s_classify = new("cohere.classify", RouteKind.Inference);
    private static readonly Route s_tokenize = new("cohere.tokenize", RouteKind.Metadata);
    private static readonly Route s_checkKey = new("cohere.check_api_key", RouteKind.Metadata);
    private static readonly Route s_models = new("cohere.models", RouteKind.Metadata);

    private CohereDialect() { }

    /// <inheritdoc/>
    public override string Name => "cohere";

    /// <inheritdoc/>
    public override Route? Match(string method, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Route? known = method switch
        {
            "POST" => MatchPost(path),
            "GET" or "HEAD" when IsModels(path) => s_models,
            _ => null,
        };
        return known ?? MatchOpenAi(method, path);
    }

    private static bool IsModels(string path) =>
        path == Models
        || (path.StartsWith(Models + "/", StringComparison.Ordinal) && IsModelName(path.AsSpan(Models.Length + 1)));

    private static Route? MatchPost(string path) =>
        path switch
        {
            "/v2/chat" => s_chat,
            "/v1/chat" => s_chatV1,
            "/v1/generate" => s_generate,
            "/v1/embed" or "/v2/embed" => s_embed,
            "/v1/rerank" or "/v2/rerank" => s_rerank,
            "/v1/classify" => s_classify,
            "/v1/tokenize" or "/v1/detokenize" => s_tokenize,
            "/v1/check-api-key" => s_checkKey,
            _ => null,
        };

    private static Route? MatchOpenAi(string method, string path) =>
        path.StartsWith(Compatible, StringComparison.Ordinal)
        && OpenAiDialect.Instance.Match(method, path[(Compatible.Length - 1)..]) is { } route
            ? route with
            {
                Dialect = OpenAiDialect.Instance,
            }
            : null;

    /// <inheritdoc/>
    public override RequestReading Read(Route route, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(route);
        RequestReading reading = base.Read(route, body);
        return route == s_generate && JsonMembers.Whole(JsonMembers.Find(body, "num_generations"u8)) is { } answers
            ? reading with
            {
                Choices = (int)Math.Clamp(answers, 1, 128),
            }
            : reading;
    }

    /// <inheritdoc/>
    public override byte[] ErrorBody(Refusal refusal, Guid? call)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return Json(json =>
        {
            if (call is { } id)
            {
                json.WriteString("id", id);
            }

            json.WriteString("message", refusal.Message);
            json.WriteString("code", refusal.Code);
            WriteDetails(json, refusal);
        });
    }
}
