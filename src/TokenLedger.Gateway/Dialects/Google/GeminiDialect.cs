using TokenLedger.Gateway.Upstreams.Credentials;

namespace TokenLedger.Gateway.Dialects.Google;

/// <summary>
/// The Gemini API, with its OpenAI-compatible routes below /v1beta/openai. See https://ai.google.dev/api.
/// </summary>
public sealed class GeminiDialect : GoogleDialect
{
    /// <summary>The one instance; it holds no state.</summary>
    public static GeminiDialect Instance { get; } = new();

    private static readonly Route s_models = new("gemini.models", RouteKind.Metadata);
    private static readonly Route s_files = new("gemini.files", RouteKind.Metadata); // storing them is free
    private static readonly Route s_batches = new("gemini.batches", RouteKind.Metadata);
    private static readonly Route s_caches = new("gemini.cached_contents", RouteKind.Metadata);
    private static readonly Route s_cacheStorage = new("gemini.cached_contents", RouteKind.Unmetered);

    private GeminiDialect() { }

    /// <inheritdoc/>
    public override string Name => "gemini";

    /// <inheritdoc/>
    public override Route? Match(string method, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Split('/') switch
        {
            ["", "v1" or "v1beta", "openai", ..] => MatchOpenAi(method, path),
            ["", "upload", "v1" or "v1beta" or "v1alpha", "files"] when method is "POST" or "PUT" => s_files,
            ["", "download", "v1" or "v1beta" or "v1alpha", "files", string file] => MatchFile(method, file),
            ["", "v1" or "v1beta" or "v1alpha", .. string[] rest] => Match(method, rest),
            _ => null,
        };
    }

    /// <summary>A file's content; that of a batch's results has a line for each.</summary>
    private static Route? MatchFile(string method, string call) =>
        method == "GET" && TrySplit(call, out string file, out string verb) && verb == "download"
            ? new Route(s_files.Api, RouteKind.BatchResults) { Batch = file }
            : null;

    /// <summary>A batch of requests that were sent inline carries their results in its own document.</summary>
    private static Route? MatchBatch(string method, string[] batch) =>
        (method, batch) switch
        {
            ("GET", [string id]) when IsId(id) => new Route(s_batches.Api, RouteKind.BatchResults)
            {
                Batch = id,
                Inline = true,
            },
            ("GET", []) => s_batches,
            ("DELETE", [string id]) when IsId(id) => s_batches,
            ("POST", [string call]) when TrySplit(call, out _, out string verb) && verb is "cancel" or "delete" =>
                s_batches,
            _ => null,
        };

    private static Route? Match(string method, string[] rest) =>
        rest switch
        {
            ["models" or "tunedModels" or "dynamic", string call]
                when TrySplit(call, out string model, out string verb) => method == "POST"
                ? MatchGemini(verb, rest[0] == "models" ? model : $"{rest[0]}/{model}")
                : null,
            ["models" or "tunedModels"] => method is "GET" or "HEAD" ? s_models : null,
            ["models" or "tunedModels", string model] => method is "GET" or "HEAD" && IsId(model) ? s_models : null,
            ["cachedContents"] when method == "POST" => s_cacheStorage,
            ["cachedContents", string id] when method == "PATCH" && IsId(id) => s_cacheStorage,
            ["cachedContents", ..] when method is "GET" or "DELETE" => IsId(rest[^1]) ? s_caches : null,
            ["files", string file] when MatchFile(method, file) is { } download => download,
            ["batches", .. string[] batch] => MatchBatch(method, batch),
            ["files", ..] when method is "GET" or "DELETE" => IsId(rest[^1]) ? s_files : null,
            _ => null,
        };

    /// <inheritdoc/>
    /// <remarks>Its OpenAI-compatible routes take the key as OpenAI's do.</remarks>
    public override CredentialHeader CredentialHeaderOf(Route route)
    {
        ArgumentNullException.ThrowIfNull(route);
        return route.Dialect is OpenAiDialect ? CredentialHeader.Bearer : new("x-goog-api-key", "");
    }

    private static Route? MatchOpenAi(string method, string path)
    {
        string below = path[(path.IndexOf("/openai", StringComparison.Ordinal) + "/openai".Length)..];
        return OpenAiDialect.Instance.Match(method, below) is { } route
            ? route with
            {
                Dialect = OpenAiDialect.Instance,
            }
            : null;
    }
}
