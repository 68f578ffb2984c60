using TokenLedger.Gateway;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Upstreams;

namespace TokenLedger.Tests.Documentation;

/// <summary>
/// Paths that providers have, each asked of the wire formats: what they answer is what the page shows. NAME stands for
/// a model or deployment, PROJECT and PLACE for Vertex's.
/// </summary>
internal static class KnownRoutes
{
    private const string VertexModels = "/v1/projects/PROJECT/locations/PLACE/publishers/";

    private static readonly string[] OpenAiPaths =
    [
        "/chat/completions",
        "/completions",
        "/responses",
        "/responses/compact",
        "/embeddings",
        "/images/generations",
        "/images/edits",
        "/images/variations",
        "/audio/speech",
        "/audio/transcriptions",
        "/audio/translations",
        "/moderations",
        "/rerank",
        "/reranking",
    ];

    private static readonly string[] OtherPaths =
    [
        "/v1/messages",
        "/v1/fim/completions",
        "/v1/agents/completions",
        "/v1/ocr",
        "/v1/chat/moderations",
        "/v1beta/models/NAME:generateContent",
        "/v1beta/models/NAME:streamGenerateContent",
        "/v1beta/models/NAME:embedContent",
        "/v1beta/models/NAME:batchEmbedContents",
        "/v1beta/models/NAME:predict",
        "/v1beta/openai/chat/completions",
        "/v1beta/openai/embeddings",
        VertexModels + "google/models/NAME:generateContent",
        VertexModels + "google/models/NAME:streamGenerateContent",
        VertexModels + "google/models/NAME:predict",
        VertexModels + "anthropic/models/NAME:rawPredict",
        VertexModels + "anthropic/models/NAME:streamRawPredict",
        VertexModels + "mistralai/models/NAME:rawPredict",
        "/model/NAME/converse",
        "/model/NAME/converse-stream",
        "/model/NAME/invoke",
        "/model/NAME/invoke-with-response-stream",
        "/v2/chat",
        "/v1/chat",
        "/v1/generate",
        "/v2/embed",
        "/v1/embed",
        "/v2/rerank",
        "/v1/classify",
        "/compatibility/v1/chat/completions",
        "/compatibility/v1/embeddings",
        "/api/chat",
        "/api/generate",
        "/api/embed",
        "/api/embeddings",
    ];

    /// <summary>Wire formats in use.</summary>
    public static IReadOnlyList<Dialect> Formats { get; } =
    [
        .. UpstreamOptions
            .Defaults.Select(upstream => upstream.Dialect)
            .Concat(UpstreamPreset.All.Select(preset => preset.Dialect))
            .Distinct(StringComparer.Ordinal)
            .Select(Dialect.Named),
    ];

    /// <summary>Each route that runs a model: wire format, path and what the route is booked as.</summary>
    public static IReadOnlyList<(string Format, string Path, string Api)> All { get; } =
    [
        .. from format in Formats
        from path in Paths
        let route = format.Match("POST", path)
        where route is { Kind: RouteKind.Inference }
        select (format.Name, path, route.Api),
    ];

    private static IEnumerable<string> Paths =>
        OpenAiPaths
            .Select(path => "/v1" + path)
            .Concat(OpenAiPaths.Select(path => "/openai/deployments/NAME" + path))
            .Concat(OtherPaths);

    /// <summary>The routes of an api, the format before the path.</summary>
    public static IEnumerable<string> Of(string api) =>
        All.Where(route => route.Api == api).Select(route => $"{route.Format} POST {route.Path}");
}
