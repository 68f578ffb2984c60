using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Efficiency;

/// <summary>
/// What was got for the tokens. Shares are from 0 to 1, rounded half to even to six decimals; where there is nothing to
/// divide by, a figure is 0.
/// </summary>
public sealed record EfficiencyFigures
{
    /// <summary>Calls that ended, with cost or without.</summary>
    public required long Calls { get; init; }

    /// <summary>Calls of which some part has no price: when not 0, what costs are divided here is too low.</summary>
    public required long Unpriced { get; init; }

    /// <summary>Tokens.</summary>
    public required TokenCounts Tokens { get; init; }

    /// <summary>The cost as far as priced.</summary>
    public required Usd Known { get; init; }

    /// <summary>
    /// What reading from and writing to caches spared against fresh input at the entries' own rates; negative where writing
    /// cost more than reading spared.
    /// </summary>
    public required Usd Saved { get; init; }

    /// <summary>Tools offered to the model, summed over the calls.</summary>
    public required long ToolsOffered { get; init; }

    /// <summary>Tools the model called, summed over the calls.</summary>
    public required long ToolsCalled { get; init; }

    /// <summary>How full context windows were.</summary>
    public required ContextUse Context { get; init; }

    /// <summary>
    /// Prompt tokens by who said them, of the calls that ended and of which it is known; estimated by bytes.
    /// </summary>
    public required PromptTokens Prompt { get; init; }

    /// <summary>
    /// The share of all prompt tokens that <see cref="Prompt"/> tells about; at most 1, also where corrections took prompt
    /// tokens back.
    /// </summary>
    public decimal PromptCoverage => decimal.Min(1, Share.Of(Prompt.Total, Tokens.Prompt));

    /// <summary>The share of the prompt tokens that came from a cache.</summary>
    public decimal CacheHitRate => Share.Of(Tokens.Cached, Tokens.Prompt);

    /// <summary>The share of the answer tokens that were spent on reasoning.</summary>
    public decimal ReasoningShare => Share.Of(Tokens.Reasoning, Tokens.Answer);

    /// <summary>Tokens of all kinds for each call.</summary>
    public decimal TokensPerCall => Share.Of(Tokens.Total, Calls);

    /// <summary>Answer tokens, reasoning included, for each prompt token.</summary>
    public decimal OutputPerInput => Share.Of(Tokens.Answer, Tokens.Prompt);

    /// <summary>What a call cost, as far as priced.</summary>
    public Usd CostPerCall => Share.Each(Known, Calls);

    /// <summary>What everything cost for each 1,000 answer tokens, reasoning included.</summary>
    public Usd CostPer1000Output => Share.Each(Known, Tokens.Answer, 1000);

    /// <summary>Tools called for each tool offered.</summary>
    public decimal ToolUse => Share.Of(ToolsCalled, ToolsOffered);

    /// <summary>The share of <see cref="Prompt"/> that somebody said.</summary>
    public decimal PromptShareOf(long tokens) => Share.Of(tokens, Prompt.Total);

    /// <summary>The share of all tokens that are of one kind.</summary>
    public decimal ShareOf(long tokens) => Share.Of(tokens, Tokens.Total);
}

/// <summary>
/// How much of their model's context window prompts took, each as the share rounded up to a hundredth of a percent.
/// </summary>
/// <param name="Calls">Calls of which prompt and window are known; the other figures are about them.</param>
/// <param name="SumOfShares">The sum of the shares in hundredths of a percent.</param>
/// <param name="Above50">Calls whose prompt took more than 50 %.</param>
/// <param name="Above80">More than 80 %.</param>
/// <param name="Above95">More than 95 %.</param>
public sealed record ContextUse(long Calls, long SumOfShares, long Above50, long Above80, long Above95)
{
    /// <summary>No calls.</summary>
    public static ContextUse None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>The mean of the shares, 0 to 1; a prompt larger than the window known counts with what it is.</summary>
    public decimal MeanShare => Share.Of(SumOfShares, (Int128)Calls * ContextShare.Full);
}
