using System.Text.Json.Serialization;
using TokenLedger.Reporting.Queries.Efficiency;

namespace TokenLedger.Reporting.Documents;

/// <summary>What was got for the tokens. Shares are from 0 to 1; a figure is 0 where there is nothing to divide by.</summary>
public sealed record EfficiencyFiguresDocument
{
    /// <summary>Calls that ended.</summary>
    public required long Calls { get; init; }

    /// <summary>Calls of which some part has no price: when not 0, the costs here are too low.</summary>
    public required long UnpricedCalls { get; init; }

    /// <summary>All tokens.</summary>
    public required long TotalTokens { get; init; }

    /// <summary>Cost as far as priced, USD, exact.</summary>
    public required string CostUsd { get; init; }

    /// <summary>What caches spared against fresh input at the entries' own rates; negative where they cost more.</summary>
    public required string CacheSavingsUsd { get; init; }

    /// <summary>The share of the prompt tokens that came from a cache.</summary>
    public required decimal CacheHitRate { get; init; }

    /// <summary>The share of all tokens that are fresh prompt.</summary>
    public required decimal FreshShare { get; init; }

    /// <summary>The share of all tokens that were read from a cache.</summary>
    public required decimal CachedShare { get; init; }

    /// <summary>The share of all tokens that were written to a cache.</summary>
    public required decimal CacheWriteShare { get; init; }

    /// <summary>The share of all tokens that are answers without reasoning.</summary>
    public required decimal OutputShare { get; init; }

    /// <summary>The share of all tokens that are reasoning.</summary>
    public required decimal ReasoningTokenShare { get; init; }

    /// <summary>The share of the answer tokens that are reasoning.</summary>
    public required decimal ReasoningShareOfOutput { get; init; }

    /// <summary>Tokens of all kinds for each call.</summary>
    public required decimal TokensPerCall { get; init; }

    /// <summary>Answer tokens, reasoning included, for each prompt token.</summary>
    public required decimal OutputPerInput { get; init; }

    /// <summary>What a call cost, USD, rounded to a pico-dollar.</summary>
    public required string CostPerCallUsd { get; init; }

    /// <summary>What everything cost for each 1,000 answer tokens, reasoning included, USD, rounded to a pico-dollar.</summary>
    public required string CostPerThousandOutputTokensUsd { get; init; }

    /// <summary>Tools offered to the model, summed over the calls.</summary>
    public required long ToolsOffered { get; init; }

    /// <summary>Tools the model called.</summary>
    public required long ToolsCalled { get; init; }

    /// <summary>How full context windows were.</summary>
    public required ContextDocument Context { get; init; }

    /// <summary>Who said how much of the prompts, estimated by bytes.</summary>
    public required PromptDocument Prompt { get; init; }

    /// <summary>The document of figures.</summary>
    public static EfficiencyFiguresDocument Of(EfficiencyFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        return new()
        {
            Calls = figures.Calls,
            UnpricedCalls = figures.Unpriced,
            TotalTokens = figures.Tokens.Total,
            CostUsd = figures.Known.ToString(),
            CacheSavingsUsd = figures.Saved.ToString(),
            CacheHitRate = figures.CacheHitRate,
            FreshShare = figures.ShareOf(figures.Tokens.Input),
            CachedShare = figures.ShareOf(figures.Tokens.Cached),
            CacheWriteShare = figures.ShareOf(figures.Tokens.Written),
            OutputShare = figures.ShareOf(figures.Tokens.Output),
            ReasoningTokenShare = figures.ShareOf(figures.Tokens.Reasoning),
            ReasoningShareOfOutput = figures.ReasoningShare,
            TokensPerCall = figures.TokensPerCall,
            OutputPerInput = figures.OutputPerInput,
            CostPerCallUsd = figures.CostPerCall.ToString(),
            CostPerThousandOutputTokensUsd = figures.CostPer1000Output.ToString(),
            ToolsOffered = figures.ToolsOffered,
            ToolsCalled = figures.ToolsCalled,
            Context = ContextDocument.Of(figures.Context),
            Prompt = PromptDocument.Of(figures),
        };
    }
}

/// <summary>How much of their model's context window prompts took.</summary>
/// <param name="Calls">Calls of which prompt and window are known; the other figures are about them.</param>
/// <param name="MeanShare">The mean of the shares, each rounded up to 0.0001.</param>
/// <param name="CallsAbove50">Calls whose prompt took more than half of the window.</param>
/// <param name="CallsAbove80">More than 80 %.</param>
/// <param name="CallsAbove95">More than 95 %.</param>
/// <param name="ShareAbove50">Their shares of these calls.</param>
/// <param name="ShareAbove80">More than 80 %.</param>
/// <param name="ShareAbove95">More than 95 %.</param>
public sealed record ContextDocument(
    long Calls,
    decimal MeanShare,
    [property: JsonPropertyName("calls_above_50")] long CallsAbove50,
    [property: JsonPropertyName("calls_above_80")] long CallsAbove80,
    [property: JsonPropertyName("calls_above_95")] long CallsAbove95,
    [property: JsonPropertyName("share_above_50")] decimal ShareAbove50,
    [property: JsonPropertyName("share_above_80")] decimal ShareAbove80,
    [property: JsonPropertyName("share_above_95")] decimal ShareAbove95
)
{
    /// <summary>The document of figures.</summary>
    public static ContextDocument Of(ContextUse context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(
            context.Calls,
            context.MeanShare,
            context.Above50,
            context.Above80,
            context.Above95,
            Queries.Share.Of(context.Above50, context.Calls),
            Queries.Share.Of(context.Above80, context.Calls),
            Queries.Share.Of(context.Above95, context.Calls)
        );
    }
}
