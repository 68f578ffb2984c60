using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Reporting.Projections;

/// <summary>
/// What a cache spared a call: its cached tokens at what fresh input cost in the same bill, less what they did cost. Only
/// the bill is asked, never a rate book, so that it is the same whenever it is computed.
/// </summary>
internal static class CacheSaving
{
    /// <summary>The saving, rounded half to even to a pico-dollar; nothing when the bill has no priced fresh input.</summary>
    /// <exception cref="OverflowException">An amount does not fit.</exception>
    public static Usd Of(IReadOnlyList<LineItem> lines)
    {
        LineItem? fresh = null;
        for (int i = 0; i < lines.Count && fresh is null; i++)
        {
            fresh = lines[i] is { Meter: Meters.Input, Quantity: > 0, Amount: not null } ? lines[i] : null;
        }

        Usd saved = Usd.Zero;
        for (int i = 0; fresh is not null && i < lines.Count; i++)
        {
            bool isOfCache =
                lines[i].Meter is Meters.CacheRead or Meters.CacheWrite or Meters.CacheWrite5m or Meters.CacheWrite1h;
            if (isOfCache && lines[i].Amount is { } paid)
            {
                saved += AsFresh(fresh, lines[i].Quantity) - paid;
            }
        }

        return saved;
    }

    private static Usd AsFresh(LineItem fresh, decimal quantity)
    {
        decimal perToken = (decimal)fresh.Amount!.Value.Pico / fresh.Quantity;
        return new((Int128)decimal.Round(perToken * quantity, 0, MidpointRounding.ToEven));
    }
}
