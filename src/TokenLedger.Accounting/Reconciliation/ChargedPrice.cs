using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>Reads the unit price out of a charge that is about one position only.</summary>
/// <param name="charge">The charge.</param>
/// <param name="slack">What rounding may change of it.</param>
/// <param name="statesTier">Whether the export says the tier, so that a price must not be taken for another tier's.</param>
/// <param name="cell">The day and provider.</param>
/// <param name="prices">The rate book.</param>
internal sealed class ChargedPrice(Charge charge, Usd slack, bool statesTier, CellKey cell, BookPrices prices)
{
    /// <summary>
    /// The ledger's price if it fits the charge, else the listed one, else another tier's, else the simplest that fits. Where
    /// the provider states no quantity, a price that nobody lists would be a guess: the ledger's stays.
    /// </summary>
    public void Find(PositionState state)
    {
        UnitPrice? listed = Listed(state, state.Position.Tier, cell, prices);
        if (Fits(state.OurPrice, state) || (state.IsCounted && state.OurPrice is null && Fits(listed, state)))
        {
            state.TheirPrice = state.OurPrice ?? listed;
        }
        else if (Fits(listed, state))
        {
            Set(state, listed, null);
        }
        else if (!statesTier && OtherTier(state, listed) is var (tier, price))
        {
            Set(state, price, tier);
        }
        else if (state.IsCounted)
        {
            Set(state, UnitPrice.Simplest(charge.Amount, state.Billed, slack), null);
        }
    }

    /// <summary>The rate book's price of a position in a tier; null when it has none.</summary>
    public static UnitPrice? Listed(PositionState state, string tier, CellKey cell, BookPrices prices) =>
        prices.Find(cell.Provider, state.Position.Model, tier, state.Position.Meter, cell.Day);

    private static void Set(PositionState state, UnitPrice? price, string? tier)
    {
        state.TheirPrice = price;
        state.PriceDiffers = true;
        state.TierByPrice = tier;
    }

    private (string Tier, UnitPrice Price)? OtherTier(PositionState state, UnitPrice? listed)
    {
        foreach (string tier in Tiers.Known)
        {
            bool isOther = tier != state.Position.Tier;
            if (
                isOther
                && Listed(state, tier, cell, prices) is { } price
                && listed?.IsSame(price) != true
                && Fits(price, state)
            )
            {
                return (tier, price);
            }
        }

        return null;
    }

    private bool Fits(UnitPrice? price, PositionState state) =>
        price is { } known && UnitPrice.IsWithin(known.Times(state.Billed) - charge.Amount, slack);
}
