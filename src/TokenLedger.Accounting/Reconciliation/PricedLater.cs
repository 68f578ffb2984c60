using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>
/// The correction of lines that had no price: each is taken back and booked again with one, on its own call where that is
/// possible: not when only a part of the lines is on the bill, or when an adjustment is among them.
/// </summary>
internal static class PricedLater
{
    public static IReadOnlyList<CorrectingLine> Correct(
        IEnumerable<BookedLine> lines,
        decimal quantity,
        Position at,
        UnitPrice price,
        Usd amount
    )
    {
        BookedLine[] unpriced = [.. lines.Where(line => line.Amount is null)];
        bool whole =
            unpriced.Sum(line => line.Quantity) == quantity
            && unpriced.All(line => line is { CallId: not null, Quantity: > 0 });
        if (!whole)
        {
            return [CellMatch.Line(at, -quantity, null), CellMatch.Line(at, quantity, amount)];
        }

        List<CorrectingLine> corrections = [];
        Usd rest = amount;
        for (int i = 0; i < unpriced.Length; i++)
        {
            BookedLine line = unpriced[i];
            Position own = at with { Tier = Tiers.Named(line.Tier), Meter = line.Meter };
            Usd part = i + 1 == unpriced.Length ? rest : price.Times(line.Quantity);
            rest -= part;
            corrections.Add(CellMatch.Line(own, -line.Quantity, null) with { Call = line.CallId });
            corrections.Add(CellMatch.Line(own, line.Quantity, part) with { Call = line.CallId });
        }

        return corrections;
    }
}
