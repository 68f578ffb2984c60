using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Reconciliation;

namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>
/// What a provider's free text says about a charge ("gpt-4.1-2025-04-14, cached input", "Claude Sonnet 4 Usage - Output
/// Tokens, Batch"). What it does not say is null.
/// </summary>
internal sealed record ChargeWords(string? Model, string? Meter, string? Tier)
{
    private static readonly char[] _separators = [' ', ',', '|', '(', ')'];

    public static ChargeWords Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new(null, null, null);
        }

        string lower = text.ToLowerInvariant().Replace('_', ' ');
        string? model = text.Split(_separators, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(IsModel);
        string rest = model is null ? lower : lower.Replace(model.ToLowerInvariant(), "", StringComparison.Ordinal);
        return new(model, MeterOf(rest) ?? MeterOfModel(model), TierOf(rest));
    }

    /// <summary>The meter that words name; null when they name none.</summary>
    public static string? MeterOf(string lower) =>
        Has(lower, "web search") ? Meters.SearchesWeb
        : Has(lower, "file search") ? Meters.SearchesFile
        : Has(lower, "code interpreter") || Has(lower, "code execution") ? Meters.CodeSessions
        : Has(lower, "cache write") || Has(lower, "cache creation") || Has(lower, "cachewrite") ? Written(lower)
        : Has(lower, "cached output") ? null
        : Has(lower, "cache") ? Of(lower, Meters.CacheRead, Meters.CacheReadAudio, Meters.CacheReadImage)
        : Has(lower, "output") || Has(lower, "completion")
            ? Of(lower, Meters.Output, Meters.OutputAudio, Meters.OutputImage)
        : Has(lower, "input") || Has(lower, "prompt") ? Of(lower, Meters.Input, Meters.InputAudio, Meters.InputImage)
        : null;

    private static string Written(string lower) =>
        Has(lower, "1h") || Has(lower, "1 h") ? Meters.CacheWrite1h
        : Has(lower, "5m") || Has(lower, "5 m") ? Meters.CacheWrite5m
        : Meters.CacheWrite;

    private static string Of(string lower, string text, string audio, string image) =>
        Has(lower, "audio") ? audio
        : Has(lower, "image") ? image
        : text;

    private static string? TierOf(string lower) =>
        Has(lower, "batch") ? Tiers.Batch
        : Has(lower, "flex") ? "flex"
        : Has(lower, "priority") ? "priority"
        : null;

    /// <summary>An embedding has no other meter than its input.</summary>
    private static string? MeterOfModel(string? model) =>
        model?.Contains("embedding", StringComparison.OrdinalIgnoreCase) == true ? Meters.Input : null;

    /// <summary>Ids of models have a hyphen and a digit, and no word of English has both.</summary>
    private static bool IsModel(string word) =>
        word.Length > 2 && word.Contains('-', StringComparison.Ordinal) && word.Any(char.IsAsciiDigit);

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.Ordinal);
}
