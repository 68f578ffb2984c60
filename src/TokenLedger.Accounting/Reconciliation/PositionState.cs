using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>A position while a cell is explained: the ledger's value, moved step by step towards the provider's.</summary>
internal sealed class PositionState(Position position)
{
    public Position Position { get; } = position;

    /// <summary>All the ledger has of it on the provider's day.</summary>
    public OurFigure Ours { get; } = new();

    /// <summary>What the provider counts; only where <see cref="IsCounted"/>.</summary>
    public decimal Theirs { get; set; }

    /// <summary>Whether the provider states the quantity.</summary>
    public bool IsCounted { get; set; }

    /// <summary>The ledger's amount plus what is explained so far.</summary>
    public Usd Value { get; set; }

    /// <summary>Units both sides have and the ledger has priced.</summary>
    public decimal Common { get; set; }

    /// <summary>Units that could not be valued because nobody states a price, by the cause that found them.</summary>
    public Dictionary<Cause, decimal> Unvalued { get; } = [];

    /// <summary>The ledger's price; null when it has none.</summary>
    public UnitPrice? OurPrice => Ours.Price;

    /// <summary>The price that quantities only the provider has are valued at; null when nobody states one.</summary>
    public UnitPrice? TheirPrice { get; set; }

    /// <summary>Whether the provider's charge shows another price than the ledger's.</summary>
    public bool PriceDiffers { get; set; }

    /// <summary>The tier whose price the provider charges, where only the price tells it.</summary>
    public string? TierByPrice { get; set; }

    /// <summary>What the provider bills: its own quantity, else the ledger's.</summary>
    public decimal Billed => IsCounted ? Theirs : Ours.Quantity;
}
