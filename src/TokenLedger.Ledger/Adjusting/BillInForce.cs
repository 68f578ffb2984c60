using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Adjusting;

/// <summary>What an entry says after every adjustment of it: the lines that stand, and what they come to.</summary>
public sealed record BillInForce
{
    /// <summary>The lines that stand; what an adjustment took back is not among them. Credits are left out.</summary>
    public required IReadOnlyList<LineItem> Lines { get; init; }

    /// <summary>The cost as corrected, as far as priced, credits included.</summary>
    public required Usd Known { get; init; }

    /// <summary>Whether every part has a price.</summary>
    public required bool IsPriced { get; init; }

    /// <summary>The newest adjustment; null when there is none.</summary>
    public Guid? Newest { get; init; }

    /// <summary>Folds an entry and its adjustments.</summary>
    /// <param name="entry">A settlement, or another entry with a cost of its own.</param>
    /// <param name="adjustments">Its adjustments, in the order of the ledger.</param>
    public static BillInForce Of(Entry entry, IReadOnlyList<Entry> adjustments)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Usd known = entry.KnownCost ?? entry.Cost ?? Usd.Zero;
        bool priced = entry.Priced ?? entry.Cost is not null;
        foreach (Entry adjustment in adjustments)
        {
            known += adjustment.KnownCost ?? adjustment.Cost ?? Usd.Zero;
            priced = adjustment.Priced ?? priced;
        }

        return new()
        {
            Lines =
                adjustments.Count == 0 ? entry.Lines : Net([.. entry.Lines, .. adjustments.SelectMany(WithoutCredits)]),
            Known = known,
            IsPriced = priced,
            Newest = adjustments.Count == 0 ? null : adjustments[^1].Id,
        };
    }

    private static IEnumerable<LineItem> WithoutCredits(Entry adjustment) =>
        adjustment.Lines.Where(line => line.Meter != AdjustmentLines.Credit);

    /// <summary>Adds up lines that are alike in everything but quantity and amount; what comes to nothing is gone.</summary>
    private static List<LineItem> Net(IReadOnlyList<LineItem> lines)
    {
        List<LineItem> net = [];
        foreach (LineItem line in lines)
        {
            int alike = net.FindIndex(other => IsAlike(other, line));
            if (alike < 0)
            {
                net.Add(line);
            }
            else
            {
                net[alike] = Sum(net[alike], line);
            }
        }

        net.RemoveAll(line => line.Quantity == 0 && (line.Amount ?? Usd.Zero) == Usd.Zero);
        return net;
    }

    private static bool IsAlike(LineItem left, LineItem right) =>
        left.Meter == right.Meter
        && left.Provenance == right.Provenance
        && left.Rate == right.Rate
        && left.Per == right.Per
        && left.PricedAs == right.PricedAs
        && left.RateId == right.RateId
        && left.Amount is null == right.Amount is null
        && left.Multipliers.SequenceEqual(right.Multipliers);

    private static LineItem Sum(LineItem left, LineItem right)
    {
        decimal quantity = left.Quantity + right.Quantity;
        decimal billed = (left.BilledQuantity ?? left.Quantity) + (right.BilledQuantity ?? right.Quantity);
        return left with
        {
            Quantity = quantity,
            BilledQuantity = billed == quantity ? null : billed,
            Amount = left.Amount is null ? null : left.Amount + right.Amount,
        };
    }
}
