using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>What is compared: a day of a model and a key, as far as the export tells them apart.</summary>
internal readonly record struct CellKey(string Provider, DateOnly Day, string? Model, string? Key);

/// <summary>Within a cell: what has one price.</summary>
internal readonly record struct Position(string? Model, string Tier, string Meter);

/// <summary>Within a cell: what has one charge; null for what charges do not tell apart.</summary>
internal readonly record struct ChargeKey(string? Model, string? Tier, string? Meter);

/// <summary>A charge, and the lines of the export it is the sum of.</summary>
internal readonly record struct Charge(Usd Amount, int Lines);

/// <summary>What the ledger has of a position.</summary>
internal sealed class OurFigure
{
    /// <summary>Units with a price.</summary>
    public decimal Priced { get; private set; }

    /// <summary>Units without.</summary>
    public decimal Unpriced { get; private set; }

    /// <summary>Estimated units, of both.</summary>
    public decimal Estimated { get; private set; }

    /// <summary>The amount.</summary>
    public Usd Amount { get; private set; }

    /// <summary>The amount of the estimated units.</summary>
    public Usd EstimatedAmount { get; private set; }

    /// <summary>The lines.</summary>
    public List<BookedLine> Lines { get; } = [];

    /// <summary>All units.</summary>
    public decimal Quantity => Priced + Unpriced;

    public void Add(BookedLine line)
    {
        Lines.Add(line);
        if (line.Amount is { } amount)
        {
            Priced += line.Quantity;
            Amount += amount;
        }
        else
        {
            Unpriced += line.Quantity;
        }

        if (line.Estimated)
        {
            Estimated += line.Quantity;
            EstimatedAmount += line.Amount ?? Usd.Zero;
        }
    }

    public void Add(OurFigure other)
    {
        foreach (BookedLine line in other.Lines)
        {
            Add(line);
        }
    }

    /// <summary>The price paid on average; null when nothing is priced.</summary>
    public UnitPrice? Price => Priced == 0 ? null : UnitPrice.Of(Amount, Priced);
}
