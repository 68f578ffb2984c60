namespace TokenLedger.Gateway.Dialects;

/// <summary>Mistral: OpenAI's shapes with routes of its own. See https://docs.mistral.ai/api.</summary>
public sealed class MistralDialect : Dialect
{
    /// <summary>The one instance; it holds no state.</summary>
    public static MistralDialect Instance { get; } = new();

    private static readonly Route s_chat = new("mistral.chat", RouteKind.Inference);
    private static readonly Route s_ocr = new("mistral.ocr", RouteKind.Inference);
    private static readonly Route s_moderations = new("openai.moderations", RouteKind.Inference);
    private static readonly Route s_batches = new("openai.batches", RouteKind.Metadata);

    private MistralDialect() { }

    /// <inheritdoc/>
    public override string Name => "mistral";

    /// <inheritdoc/>
    public override Route? Match(string method, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string rest = path.StartsWith("/v1/", StringComparison.Ordinal) ? path[3..] : path;
        return (method, rest) switch
        {
            ("POST", "/chat/completions" or "/fim/completions" or "/agents/completions") => s_chat,
            ("POST", "/ocr") => s_ocr,
            ("POST", "/chat/moderations") => s_moderations,
            ("GET" or "POST", "/batch/jobs") => s_batches,
            _ when rest.StartsWith("/batch/jobs/", StringComparison.Ordinal) => MatchJob(method, rest.AsSpan(12)),
            _ => Shared(OpenAiDialect.Instance.Match(method, path)),
        };
    }

    /// <summary>What is shared with OpenAI is; the results of a batch are answers in Mistral's own shape.</summary>
    private static Route? Shared(Route? route) =>
        route is { Kind: RouteKind.BatchResults } ? route with { Api = "mistral.files" } : route;

    private static Route? MatchJob(string method, ReadOnlySpan<char> rest)
    {
        bool known = PathText.IsIdBefore(rest, "/cancel") ? method == "POST" : method is "GET" && IsId(rest);
        return known ? s_batches : null;
    }

    /// <inheritdoc/>
    public override byte[] ErrorBody(Refusal refusal, Guid? call) => OpenAiDialect.Instance.ErrorBody(refusal, call);
}
