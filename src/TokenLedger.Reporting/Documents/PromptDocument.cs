using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Efficiency;

namespace TokenLedger.Reporting.Documents;

/// <summary>
/// Who said how much of the prompts. No provider reports it: each prompt's tokens are apportioned by the bytes of its parts, so
/// all but <paramref name="Tokens"/> and <paramref name="Coverage"/> is estimated.
/// </summary>
/// <param name="Tokens">Prompt tokens of the calls of which it is known; the four parts add up to them.</param>
/// <param name="Coverage">Their share of all prompt tokens.</param>
/// <param name="SystemTokens">Instructions.</param>
/// <param name="UserTokens">What users asked.</param>
/// <param name="ModelTokens">What the model answered before.</param>
/// <param name="ToolTokens">The tools offered, and what tools answered.</param>
/// <param name="SystemShare">The share of the tokens that are instructions.</param>
/// <param name="UserShare">That users asked.</param>
/// <param name="ModelShare">That the model answered before.</param>
/// <param name="ToolShare">That are tools and what they answered.</param>
public sealed record PromptDocument(
    long Tokens,
    decimal Coverage,
    long SystemTokens,
    long UserTokens,
    long ModelTokens,
    long ToolTokens,
    decimal SystemShare,
    decimal UserShare,
    decimal ModelShare,
    decimal ToolShare
)
{
    /// <summary>The document of figures.</summary>
    public static PromptDocument Of(EfficiencyFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        PromptTokens prompt = figures.Prompt;
        return new(
            prompt.Total,
            figures.PromptCoverage,
            prompt.System,
            prompt.User,
            prompt.Model,
            prompt.Tool,
            figures.PromptShareOf(prompt.System),
            figures.PromptShareOf(prompt.User),
            figures.PromptShareOf(prompt.Model),
            figures.PromptShareOf(prompt.Tool)
        );
    }
}
