using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>Everything about one day, model and key, gathered before it is explained.</summary>
internal sealed class Cell(CellKey key)
{
    public CellKey Key { get; } = key;

    /// <summary>The ledger's cost of the UTC day.</summary>
    public Usd Booked { get; set; }

    /// <summary>What the ledger has in each bucket of the provider.</summary>
    public Dictionary<(DateTimeOffset Bucket, Position Position), OurFigure> Ours { get; } = [];

    /// <summary>What the provider counts in each bucket; the tier is "" where it states none.</summary>
    public Dictionary<(DateTimeOffset Bucket, Position Position), decimal> Theirs { get; } = [];

    /// <summary>What the provider charges.</summary>
    public Dictionary<ChargeKey, Charge> Charges { get; } = [];

    /// <summary>Whether charges of this cell name meters; where none does, its one charge is about all of them.</summary>
    public bool HasMeters { get; set; }

    /// <summary>Whether the export states what was used on this day.</summary>
    public bool IsCounted { get; set; }

    /// <summary>Whether the export states what is charged for this day.</summary>
    public bool IsBilled { get; set; }

    /// <summary>Lines of the ledger that are of another UTC day but of this day of the provider's.</summary>
    public List<BookedLine> MovedIn { get; } = [];

    /// <summary>Lines of the ledger that are of this UTC day but of another day of the provider's.</summary>
    public List<BookedLine> MovedOut { get; } = [];

    public void AddOurs(DateTimeOffset bucket, Position position, BookedLine line)
    {
        if (!Ours.TryGetValue((bucket, position), out OurFigure? figure))
        {
            Ours.Add((bucket, position), figure = new());
        }

        figure.Add(line);
    }

    public void AddTheirs(DateTimeOffset bucket, Position position, decimal quantity) =>
        Theirs[(bucket, position)] = Theirs.GetValueOrDefault((bucket, position)) + quantity;

    public void AddCharge(ChargeKey key, Usd amount)
    {
        Charge known = Charges.GetValueOrDefault(key);
        Charges[key] = new(known.Amount + amount, known.Lines + 1);
    }
}
