using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Reporting.Documents;

/// <summary>What a session, an agent or a step comes to; see <see cref="CostFigures"/> for each figure.</summary>
public sealed record SessionFiguresDocument
{
    /// <summary>Calls that ended. A call tried on several upstreams counts once for each.</summary>
    public required long Calls { get; init; }

    /// <summary>Those of them that failed.</summary>
    public required long FailedCalls { get; init; }

    /// <summary>Those of them that ended without cost.</summary>
    public required long VoidedCalls { get; init; }

    /// <summary>Calls not allowed.</summary>
    public required long RejectedCalls { get; init; }

    /// <summary>Calls not resolved yet; in no other figure but the next.</summary>
    public required long OpenCalls { get; init; }

    /// <summary>The most they are expected to cost.</summary>
    public required string OpenHoldUsd { get; init; }

    /// <summary>All tokens.</summary>
    public required long TotalTokens { get; init; }

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

    /// <summary>Adjustments.</summary>
    public required long Adjustments { get; init; }

    /// <summary>What they come to, signed: in the cost as corrected, left out of it as booked.</summary>
    public required string AdjustedUsd { get; init; }

    /// <summary>When the first call began; absent when there is none.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    /// <summary>When the last call began.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>The document of figures.</summary>
    public static SessionFiguresDocument Of(SessionFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        CostFigures costs = figures.Costs;
        return new()
        {
            Calls = costs.Calls,
            FailedCalls = figures.Failed,
            VoidedCalls = costs.Voided,
            RejectedCalls = costs.Rejected,
            OpenCalls = costs.Open,
            OpenHoldUsd = costs.OpenHold.ToString(),
            TotalTokens = figures.Tokens,
            InputTokens = costs.Tokens.Input,
            CachedTokens = costs.Tokens.Cached,
            CacheWriteTokens = costs.Tokens.Written,
            OutputTokens = costs.Tokens.Output,
            ReasoningTokens = costs.Tokens.Reasoning,
            CostUsd = costs.Known.ToString(),
            ReportedUsd = costs.Reported.ToString(),
            CountedUsd = costs.Counted.ToString(),
            EstimatedUsd = costs.Estimated.ToString(),
            UnpricedCalls = costs.Unpriced,
            Adjustments = costs.Adjustments,
            AdjustedUsd = costs.Adjusted.ToString(),
            FirstAt = figures.FirstAt,
            LastAt = figures.LastAt,
        };
    }
}
