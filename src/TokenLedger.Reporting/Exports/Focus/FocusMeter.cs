using TokenLedger.Accounting.Metering;

namespace TokenLedger.Reporting.Exports.Focus;

/// <summary>What FOCUS charges call a meter.</summary>
/// <param name="Name">In SkuMeter: "Cache Read Input Tokens".</param>
/// <param name="Sku">What stands behind the model in SkuId: "cache-read".</param>
/// <param name="Unit">What its quantities are counted in: "Tokens".</param>
/// <param name="Type">In SkuPriceDetails: "CacheRead".</param>
internal sealed record FocusMeter(string Name, string Sku, string Unit, string Type)
{
    private static readonly Dictionary<string, FocusMeter> s_known = new(StringComparer.Ordinal)
    {
        [Meters.Input] = Tokens("Input Tokens", "input"),
        [Meters.InputAudio] = Tokens("Audio Input Tokens", "audio-input"),
        [Meters.InputImage] = Tokens("Image Input Tokens", "image-input"),
        [Meters.InputVideo] = Tokens("Video Input Tokens", "video-input"),
        [Meters.InputToolUse] = Tokens("Tool Use Input Tokens", "tool-use-input"),
        [Meters.CacheRead] = Tokens("Cache Read Input Tokens", "cache-read"),
        [Meters.CacheReadAudio] = Tokens("Audio Cache Read Input Tokens", "audio-cache-read"),
        [Meters.CacheReadImage] = Tokens("Image Cache Read Input Tokens", "image-cache-read"),
        [Meters.CacheReadVideo] = Tokens("Video Cache Read Input Tokens", "video-cache-read"),
        [Meters.CacheWrite] = Tokens("Cache Write Input Tokens", "cache-write"),
        [Meters.CacheWrite5m] = Tokens("Cache Write 5m Input Tokens", "cache-write-5m"),
        [Meters.CacheWrite1h] = Tokens("Cache Write 1h Input Tokens", "cache-write-1h"),
        [Meters.Output] = Tokens("Output Tokens", "output"),
        [Meters.OutputReasoning] = Tokens("Reasoning Output Tokens", "reasoning-output"),
        [Meters.OutputAudio] = Tokens("Audio Output Tokens", "audio-output"),
        [Meters.OutputImage] = Tokens("Image Output Tokens", "image-output"),
        [Meters.OutputVideo] = Tokens("Video Output Tokens", "video-output"),
        [Meters.OutputCitation] = Tokens("Citation Output Tokens", "citation-output"),
        [Meters.Requests] = new("Requests", "requests", "Requests", "Requests"),
        [Meters.SearchesWeb] = new("Web Search", "web-search", "Searches", "WebSearch"),
        [Meters.SearchesFile] = new("File Search", "file-search", "Searches", "FileSearch"),
        [Meters.SearchesSocial] = new("Social Search", "social-search", "Searches", "SocialSearch"),
        [Meters.SearchesLiveSources] = new("Live Search Sources", "live-sources", "Sources", "LiveSources"),
        [Meters.SearchesMaps] = new("Maps Grounding", "maps", "Answers", "Maps"),
        [Meters.SearchesRerank] = new("Reranking", "rerank", "Searches", "Rerank"),
        [Meters.CodeSessions] = new("Code Interpreter", "code-interpreter", "Containers", "CodeInterpreter"),
        [Meters.CodeExecutions] = new("Code Tool Runs", "code-runs", "Runs", "CodeRuns"),
        [Meters.AudioSeconds] = new("Audio", "audio", "Seconds", "Audio"),
        [Meters.CharactersIn] = new("Text to Speech", "characters", "Characters", "Characters"),
        [Meters.Pages] = new("Document Pages", "pages", "Pages", "Pages"),
        [Meters.PagesAnnotated] = new("Annotated Document Pages", "pages-annotated", "Pages", "PagesAnnotated"),
        [Meters.Classifications] = new("Classified Texts", "classifications", "Texts", "Classifications"),
        [Meters.Images] = new("Images", "images", "Images", "Images"),
        [Meters.ImagesIn] = new("Embedded Images", "images-in", "Images", "ImagesIn"),
    };

    /// <summary>The names for a meter; for one that has none here, made of its own.</summary>
    public static FocusMeter Of(string meter) =>
        s_known.GetValueOrDefault(meter) ?? new(meter, meter.Replace('.', '-'), "Units", meter);

    private static FocusMeter Tokens(string name, string sku) =>
        new(
            name,
            sku,
            "Tokens",
            string.Concat(sku.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))
        );
}
