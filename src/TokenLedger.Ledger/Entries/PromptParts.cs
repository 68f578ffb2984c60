namespace TokenLedger.Ledger.Entries;

/// <summary>
/// Who said how much of a prompt, in bytes of the request's JSON without media: what no provider reports, and what shares
/// of its tokens are estimated from. Never negative.
/// </summary>
/// <param name="System">Instructions.</param>
/// <param name="User">What users ask.</param>
/// <param name="Model">What the model answered before.</param>
/// <param name="Tool">The tools offered, and what tools answered.</param>
public sealed record PromptParts(long System, long User, long Model, long Tool)
{
    /// <summary>All parts together.</summary>
    public long Total => System + User + Model + Tool;
}
