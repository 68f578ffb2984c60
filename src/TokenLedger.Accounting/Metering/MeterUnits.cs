namespace TokenLedger.Accounting.Metering;

/// <summary>A meter with what one unit of it is.</summary>
/// <param name="Name">A name of <see cref="Meters"/>.</param>
/// <param name="Unit">What one is: token, second, page …</param>
/// <param name="Counts">What is counted.</param>
public sealed record MeterUnit(string Name, string Unit, string Counts);

/// <summary>All meters with their units, for documentation.</summary>
public static class MeterUnits
{
    private const string Token = "token";

    /// <summary>Every meter of <see cref="Meters"/>, in the order it stands there.</summary>
    public static IReadOnlyList<MeterUnit> All { get; } =
    [
        new(Meters.Input, Token, "the fresh prompt: neither read from nor written to a cache"),
        new(Meters.InputAudio, Token, "fresh audio in the prompt"),
        new(Meters.InputImage, Token, "fresh images in the prompt"),
        new(Meters.InputVideo, Token, "fresh video in the prompt"),
        new(Meters.InputToolUse, Token, "what the provider's own tools added to the prompt"),
        new(Meters.CacheRead, Token, "the prompt read from a cache"),
        new(Meters.CacheReadAudio, Token, "audio read from a cache"),
        new(Meters.CacheReadImage, Token, "images read from a cache"),
        new(Meters.CacheReadVideo, Token, "video read from a cache"),
        new(Meters.CacheWrite, Token, "the prompt written to a cache of a lifetime not stated"),
        new(Meters.CacheWrite5m, Token, "the prompt written to a cache of five minutes"),
        new(Meters.CacheWrite1h, Token, "the prompt written to a cache of one hour"),
        new(Meters.Output, Token, "the visible answer"),
        new(Meters.OutputReasoning, Token, "reasoning"),
        new(Meters.OutputAudio, Token, "audio in the answer"),
        new(Meters.OutputImage, Token, "images in the answer"),
        new(Meters.OutputVideo, Token, "video in the answer"),
        new(Meters.OutputCitation, Token, "sources cited by a research model"),
        new(Meters.Requests, "request", "a fee for the request itself"),
        new(Meters.SearchesWeb, "search", "web searches run by the provider, counted as it bills them"),
        new(Meters.SearchesFile, "search", "file searches run by the provider"),
        new(Meters.SearchesSocial, "search", "searches of a social network run by the provider"),
        new(Meters.SearchesLiveSources, "source", "sources used by a live search"),
        new(Meters.SearchesMaps, "answer", "answers grounded in maps"),
        new(Meters.SearchesRerank, "search unit", "rerankings: one query over up to a hundred documents"),
        new(Meters.CodeSessions, "container", "containers of a code interpreter"),
        new(Meters.CodeExecutions, "run", "runs of a code tool"),
        new(Meters.AudioSeconds, "second", "audio transcribed or heard"),
        new(Meters.CharactersIn, "character", "text to be spoken, in Unicode code points"),
        new(Meters.Pages, "page", "document pages read"),
        new(Meters.PagesAnnotated, "page", "document pages read and annotated"),
        new(Meters.Classifications, "text", "texts classified"),
        new(Meters.Images, "image", "images made"),
        new(Meters.ImagesIn, "image", "images embedded"),
    ];
}
