namespace TokenLedger.Accounting.Metering;

/// <summary>
/// The names of everything that is counted, as they stand in rate tables, entries and reports. Meters of one call are
/// disjoint: no token is in two of them.
/// </summary>
public static class Meters
{
    /// <summary>Fresh prompt tokens: neither read from nor written to a cache.</summary>
    public const string Input = "tokens.input";

    /// <summary>Fresh audio prompt tokens.</summary>
    public const string InputAudio = "tokens.input.audio";

    /// <summary>Fresh image prompt tokens.</summary>
    public const string InputImage = "tokens.input.image";

    /// <summary>Fresh video prompt tokens.</summary>
    public const string InputVideo = "tokens.input.video";

    /// <summary>Prompt tokens that the provider's own tools added (search results, fetched pages).</summary>
    public const string InputToolUse = "tokens.input.tool_use";

    /// <summary>Prompt tokens read from a cache.</summary>
    public const string CacheRead = "tokens.cache_read";

    /// <summary>Audio prompt tokens read from a cache.</summary>
    public const string CacheReadAudio = "tokens.cache_read.audio";

    /// <summary>Image prompt tokens read from a cache.</summary>
    public const string CacheReadImage = "tokens.cache_read.image";

    /// <summary>Video prompt tokens read from a cache.</summary>
    public const string CacheReadVideo = "tokens.cache_read.video";

    /// <summary>Prompt tokens written to a cache whose lifetime the provider does not state.</summary>
    public const string CacheWrite = "tokens.cache_write";

    /// <summary>Prompt tokens written to a five-minute cache.</summary>
    public const string CacheWrite5m = "tokens.cache_write.5m";

    /// <summary>Prompt tokens written to a one-hour cache.</summary>
    public const string CacheWrite1h = "tokens.cache_write.1h";

    /// <summary>Visible answer tokens.</summary>
    public const string Output = "tokens.output";

    /// <summary>Reasoning (thinking) tokens of the answer.</summary>
    public const string OutputReasoning = "tokens.output.reasoning";

    /// <summary>Audio tokens of the answer.</summary>
    public const string OutputAudio = "tokens.output.audio";

    /// <summary>Image tokens of the answer.</summary>
    public const string OutputImage = "tokens.output.image";

    /// <summary>Video tokens of the answer.</summary>
    public const string OutputVideo = "tokens.output.video";

    /// <summary>Tokens of the sources a research model cites.</summary>
    public const string OutputCitation = "tokens.output.citation";

    /// <summary>A fee per request.</summary>
    public const string Requests = "requests";

    /// <summary>Web searches run by the provider.</summary>
    public const string SearchesWeb = "searches.web";

    /// <summary>File searches run by the provider.</summary>
    public const string SearchesFile = "searches.file";

    /// <summary>Searches of a social network run by the provider.</summary>
    public const string SearchesSocial = "searches.social";

    /// <summary>Sources used by a live search.</summary>
    public const string SearchesLiveSources = "searches.live_sources";

    /// <summary>Answers grounded in maps.</summary>
    public const string SearchesMaps = "searches.maps";

    /// <summary>Search units of a reranking: one query over up to a hundred documents.</summary>
    public const string SearchesRerank = "searches.rerank";

    /// <summary>Code interpreter containers used.</summary>
    public const string CodeSessions = "code.sessions";

    /// <summary>Runs of a code tool.</summary>
    public const string CodeExecutions = "code.executions";

    /// <summary>Seconds of audio.</summary>
    public const string AudioSeconds = "audio.seconds";

    /// <summary>Characters of text given to be spoken.</summary>
    public const string CharactersIn = "characters.in";

    /// <summary>Document pages read.</summary>
    public const string Pages = "pages";

    /// <summary>Document pages read and annotated.</summary>
    public const string PagesAnnotated = "pages.annotated";

    /// <summary>Texts classified.</summary>
    public const string Classifications = "classifications";

    /// <summary>Images produced.</summary>
    public const string Images = "images";

    /// <summary>Images given to be embedded.</summary>
    public const string ImagesIn = "images.in";
}
