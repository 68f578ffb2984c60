using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Documents;

/// <summary>The figures of a group in one period; see <see cref="CostFigures"/> for each. Open calls are in none.</summary>
public sealed record PointDocument
{
    /// <summary>Calls that ended.</summary>
    public required long Calls { get; init; }

    /// <summary>Those of them that failed.</summary>
    public required long FailedCalls { get; init; }

    /// <summary>Calls not allowed.</summary>
    public required long RejectedCalls { get; init; }

    /// <summary>Fresh prompt tokens.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Prompt tokens read from a cache.</summary>
    public required long CachedTokens { get; init; }

    /// <summary>Prompt tokens written to a cache.</summary>
    public required long CacheWriteTokens { get; init; }

    /// <summary>Answer tokens without reasoning.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Reasoning tokens.</summary>
    public required long ReasoningTokens { get; init; }

    /// <summary>All tokens.</summary>
    public required long TotalTokens { get; init; }

    /// <summary>Cost as far as priced, USD, exact: the sum of the next three.</summary>
    public required string CostUsd { get; init; }

    /// <summary>The part that rests on quantities a provider stated.</summary>
    public required string ReportedUsd { get; init; }

    /// <summary>The part that rests on quantities counted here.</summary>
    public required string CountedUsd { get; init; }

    /// <summary>The part that rests on estimates.</summary>
    public required string EstimatedUsd { get; init; }

    /// <summary>Calls of which some part has no price.</summary>
    public required long UnpricedCalls { get; init; }

    /// <summary>The document of figures.</summary>
    public static PointDocument Of(CostFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        return new()
        {
            Calls = figures.Calls,
            FailedCalls = figures.Failed,
            RejectedCalls = figures.Rejected,
            InputTokens = figures.Tokens.Input,
            CachedTokens = figures.Tokens.Cached,
            CacheWriteTokens = figures.Tokens.Written,
            OutputTokens = figures.Tokens.Output,
            ReasoningTokens = figures.Tokens.Reasoning,
            TotalTokens = figures.Tokens.Total,
            CostUsd = figures.Known.ToString(),
            ReportedUsd = figures.Reported.ToString(),
            CountedUsd = figures.Counted.ToString(),
            EstimatedUsd = figures.Estimated.ToString(),
            UnpricedCalls = figures.Unpriced,
        };
    }
}
