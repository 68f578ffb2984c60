using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Ledger.Adjusting;

/// <summary>
/// The lines that lead from one bill to another. Lines of one meter and source that come to the same quantity and amount
/// are left alone, also when a newer version of the book priced them; of the others the old ones are taken back whole
/// and the new ones booked, so that every line still is its quantity times its rate.
/// </summary>
internal static class LineChanges
{
    /// <summary>The changes, by meter in the order of first appearance; empty when the bills are the same.</summary>
    /// <param name="old">The lines in force.</param>
    /// <param name="now">The lines of the new bill.</param>
    /// <param name="withoutPrice">A meter that had a price and has none in the new bill; null when there is none.</param>
    public static List<LineItem> Between(
        IReadOnlyList<LineItem> old,
        IReadOnlyList<LineItem> now,
        out string? withoutPrice
    )
    {
        withoutPrice = null;
        List<LineItem> changes = [];
        ILookup<(string, Accounting.Metering.Provenance), LineItem> olds = Priced(old).ToLookup(Group);
        ILookup<(string, Accounting.Metering.Provenance), LineItem> news = now.ToLookup(Group);
        foreach (
            (string Meter, Accounting.Metering.Provenance) group in Priced(old).Concat(now).Select(Group).Distinct()
        )
        {
            Sum before = Sum.Of(olds[group]);
            Sum after = Sum.Of(news[group]);
            if (before == after)
            {
                continue;
            }

            if (after.Unpriced > 0 && before is { Unpriced: 0, Lines: > 0 })
            {
                withoutPrice = group.Meter;
                return [];
            }

            changes.AddRange(olds[group].Select(AdjustmentLines.Reverse));
            changes.AddRange(news[group]);
        }

        return changes.Count == 0 ? [] : [.. old.Where(IsByHand).Select(AdjustmentLines.Reverse), .. changes];
    }

    private static IEnumerable<LineItem> Priced(IReadOnlyList<LineItem> lines) => lines.Where(line => !IsByHand(line));

    private static bool IsByHand(LineItem line) => line.Meter == AdjustmentLines.Correction;

    private static (string, Accounting.Metering.Provenance) Group(LineItem line) => (line.Meter, line.Provenance);

    private readonly record struct Sum(decimal Quantity, Usd Amount, decimal Unpriced, int Lines)
    {
        public static Sum Of(IEnumerable<LineItem> lines)
        {
            Sum sum = default;
            foreach (LineItem line in lines)
            {
                sum = new(
                    sum.Quantity + line.Quantity,
                    sum.Amount + (line.Amount ?? Usd.Zero),
                    sum.Unpriced + (line.Amount is null ? line.Quantity : 0),
                    1
                );
            }

            return sum;
        }
    }
}
