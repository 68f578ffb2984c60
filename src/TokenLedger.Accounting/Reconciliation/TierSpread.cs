namespace TokenLedger.Accounting.Reconciliation;

/// <summary>
/// An export that states no tiers: its quantity is taken to be of the tiers the ledger booked, as far as it goes, and
/// the rest of the tier booked most.
/// </summary>
internal static class TierSpread
{
    public static void Apply(Cell cell)
    {
        foreach (((DateTimeOffset bucket, Position position), decimal quantity) in cell.Theirs.ToArray())
        {
            cell.Theirs.Remove((bucket, position));
            Position[] ours =
            [
                .. cell
                    .Ours.Where(own =>
                        own.Key.Bucket == bucket
                        && own.Key.Position.Model == position.Model
                        && own.Key.Position.Meter == position.Meter
                    )
                    .OrderByDescending(own => own.Value.Quantity)
                    .ThenBy(own => own.Key.Position.Tier, StringComparer.Ordinal)
                    .Select(own => own.Key.Position),
            ];
            decimal rest = quantity;
            foreach (Position own in ours)
            {
                decimal take = Math.Clamp(cell.Ours[(bucket, own)].Quantity, 0, Math.Max(rest, 0));
                cell.AddTheirs(bucket, own, take);
                rest -= take;
            }

            if (rest != 0)
            {
                cell.AddTheirs(bucket, ours.Length > 0 ? ours[0] : Usual(cell, position), rest);
            }
        }
    }

    /// <summary>The tier the ledger booked most on that day; the standard one when it has nothing of the model.</summary>
    private static Position Usual(Cell cell, Position position) =>
        position with
        {
            Tier =
                cell.Ours.Where(own =>
                        own.Key.Position.Model == position.Model && own.Key.Position.Meter == position.Meter
                    )
                    .GroupBy(own => own.Key.Position.Tier)
                    .OrderByDescending(tier => tier.Sum(own => own.Value.Quantity))
                    .Select(tier => tier.Key)
                    .FirstOrDefault()
                ?? Tiers.Standard,
        };
}
