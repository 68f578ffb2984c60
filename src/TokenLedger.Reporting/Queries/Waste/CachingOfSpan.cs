using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>What decides the price of a token.</summary>
internal readonly record struct CachingRate(long Provider, long Model, long Tier);

/// <summary>What caching was missed in a span.</summary>
/// <param name="Hits">The calls that missed it.</param>
/// <param name="Missed">The calls and tokens missed by rate.</param>
/// <param name="Savings">By rate the greatest saving that any call had from tokens read from a cache.</param>
internal sealed record CachingOfSpan(
    IReadOnlyList<WasteHit> Hits,
    IReadOnlyDictionary<CachingRate, MissedTokens> Missed,
    IReadOnlyDictionary<CachingRate, CachedSaving> Savings
) : IRemembered
{
    /// <inheritdoc/>
    public long Bytes => WasteHits.BytesOf(Hits.Count) + (100L * (Missed.Count + Savings.Count));
}

/// <summary>Prompts that could have been read from a cache.</summary>
/// <param name="Calls">Calls.</param>
/// <param name="Tokens">Tokens at most.</param>
internal readonly record struct MissedTokens(long Calls, long Tokens)
{
    /// <summary>Both together.</summary>
    public static MissedTokens operator +(MissedTokens left, MissedTokens right) =>
        new(left.Calls + right.Calls, left.Tokens + right.Tokens);
}

/// <summary>What a call saved.</summary>
/// <param name="Saved">How much.</param>
/// <param name="Tokens">By so many tokens that were read from a cache; 0 for no call.</param>
internal readonly record struct CachedSaving(Usd Saved, long Tokens)
{
    /// <summary>Whichever saved more by each token.</summary>
    public static CachedSaving Greater(CachedSaving left, CachedSaving right) =>
        left.Tokens == 0 || right.Saved.Pico * left.Tokens > left.Saved.Pico * right.Tokens ? right : left;
}
