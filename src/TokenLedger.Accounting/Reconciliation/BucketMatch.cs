using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>A position within one bucket.</summary>
/// <param name="State">The position.</param>
/// <param name="Ours">What the ledger has in the bucket.</param>
/// <param name="Theirs">What the provider counts in it.</param>
internal sealed record BucketSide(PositionState State, OurFigure Ours, decimal Theirs)
{
    /// <summary>Priced units of ours that are still to be matched.</summary>
    public decimal Priced { get; set; } = Ours.Priced;

    /// <summary>Units of ours without a price that are still to be matched.</summary>
    public decimal Unpriced { get; set; } = Ours.Unpriced;

    /// <summary>Units that another tier of ours gave it.</summary>
    public decimal Moved { get; set; }

    /// <summary>Units the provider has more than the ledger.</summary>
    public decimal Excess => Theirs - Priced - Unpriced - Moved;

    /// <summary>The ledger's price in this bucket, else on this day.</summary>
    public UnitPrice? OurPrice => Ours.Price ?? State.OurPrice;
}

/// <summary>Explains the quantities of one model and meter in one bucket, over its tiers: steps 2 to 5.</summary>
internal sealed class BucketMatch(IReadOnlyList<BucketSide> sides)
{
    private readonly List<Explanation> parts = [];

    /// <summary>The explanations; the states' values move along.</summary>
    public IReadOnlyList<Explanation> Explain()
    {
        if (sides.Any(side => side.State.IsCounted))
        {
            MoveTiers();
            foreach (BucketSide side in sides)
            {
                CorrectEstimates(side);
                AddMissing(side);
            }
        }

        foreach (BucketSide side in sides)
        {
            side.State.Common += side.Priced;
            PriceUnpriced(side);
        }

        return parts;
    }

    /// <summary>What one tier has too much and another too little is the same usage in another tier.</summary>
    private void MoveTiers()
    {
        foreach (BucketSide from in sides.Where(side => side.Excess < 0))
        {
            foreach (BucketSide to in sides.Where(side => side.Excess > 0))
            {
                decimal quantity = Math.Min(Math.Min(-from.Excess, from.Priced), to.Excess);
                if (quantity > 0 && from.OurPrice is { } ours)
                {
                    Move(from, to, quantity, ours);
                }
            }
        }
    }

    private void Move(BucketSide from, BucketSide to, decimal quantity, UnitPrice ours)
    {
        UnitPrice theirs = to.State.TheirPrice ?? ours;
        Usd before = ours.Times(quantity);
        Usd after = theirs.Times(quantity);
        from.Priced -= quantity;
        from.State.Value -= before;
        to.Moved += quantity;
        to.State.Value += after;
        parts.Add(
            new(Cause.Tier, after - before)
            {
                Meter = from.State.Position.Meter,
                Quantity = quantity,
                OurTier = from.State.Position.Tier,
                TheirTier = to.State.Position.Tier,
                OurRate = ours.Text(from.State.Position.Meter),
                TheirRate = theirs.Text(from.State.Position.Meter),
                Correction =
                [
                    CellMatch.Line(from.State.Position, -quantity, -before),
                    CellMatch.Line(to.State.Position, quantity, after),
                ],
            }
        );
    }

    /// <summary>An estimate gives way to the provider's count, but is never corrected by more than itself.</summary>
    private void CorrectEstimates(BucketSide side)
    {
        decimal estimated = side.Ours.Estimated;
        decimal change = Math.Clamp(side.Excess, -Math.Max(estimated, 0), Math.Max(estimated, 0));
        if (change == 0)
        {
            return;
        }

        Usd booked = side.Ours.EstimatedAmount;
        bool priced = side.Ours.Lines.Any(line => line is { Estimated: true, Amount: not null });
        UnitPrice? price = priced ? UnitPrice.Of(booked, estimated) : side.State.TheirPrice;
        price = change > 0 ? side.State.TheirPrice ?? price : price;
        Usd amount = priced && price is { } known ? known.Times(change) : Usd.Zero;
        if (priced && change < 0)
        {
            side.Priced += change;
        }
        else if (priced)
        {
            side.Moved += change;
        }
        else
        {
            side.Unpriced += change;
        }

        side.State.Value += amount;
        Position at = side.State.Position;
        parts.Add(
            new(Cause.Estimated, amount)
            {
                Meter = at.Meter,
                Quantity = change,
                Calls = CallEvidence.Of([.. side.Ours.Lines.Where(line => line.Estimated)]),
                Correction =
                [
                    CellMatch.Line(at, -estimated, priced ? -booked : null, Provenance.Estimated),
                    CellMatch.Line(at, estimated + change, priced ? booked + amount : null),
                ],
            }
        );
    }

    private void AddMissing(BucketSide side)
    {
        decimal excess = side.Excess;
        if (excess > 0)
        {
            MissingHere(side, excess);
        }
        else if (excess < 0)
        {
            MissingThere(side, -excess);
        }
    }

    private void MissingHere(BucketSide side, decimal quantity)
    {
        Position at = side.State.Position;
        Usd amount = Usd.Zero;
        if (side.State.TheirPrice is { } price)
        {
            amount = price.Times(quantity);
        }
        else
        {
            side.State.Unvalued[Cause.MissingHere] =
                side.State.Unvalued.GetValueOrDefault(Cause.MissingHere) + quantity;
        }

        side.Moved += quantity;
        side.State.Value += amount;
        parts.Add(
            new(Cause.MissingHere, amount)
            {
                Meter = at.Meter,
                Quantity = quantity,
                TheirRate = side.State.TheirPrice?.Text(at.Meter),
                IsUnvalued = side.State.TheirPrice is null,
                Note = side.State.TheirPrice is null ? "nobody states a price" : null,
                Correction = [CellMatch.Line(at, quantity, amount)],
            }
        );
    }

    private void MissingThere(BucketSide side, decimal quantity)
    {
        Position at = side.State.Position;
        BookedLine[] exact = [.. side.Ours.Lines.Where(line => line.Quantity == quantity && line.Amount is not null)];
        decimal priced = Math.Min(quantity, Math.Max(side.Priced, 0));
        bool isOneCall = exact.Length == 1 && priced == quantity;
        Usd amount =
            isOneCall ? exact[0].Amount!.Value
            : side.OurPrice is { } price ? price.Times(priced)
            : Usd.Zero;
        side.Priced -= priced;
        side.Unpriced -= quantity - priced;
        side.State.Value -= amount;
        parts.Add(
            new(Cause.MissingThere, -amount)
            {
                Meter = at.Meter,
                Quantity = -quantity,
                OurRate = side.OurPrice?.Text(at.Meter),
                Calls = isOneCall ? CallEvidence.Of(exact) : null,
                Correction = [CellMatch.Line(at, -quantity, -amount)],
            }
        );
    }

    private void PriceUnpriced(BucketSide side)
    {
        if (side.Unpriced == 0)
        {
            return;
        }

        Position at = side.State.Position;
        UnitPrice? price = side.State.TheirPrice;
        Usd amount = price?.Times(side.Unpriced) ?? Usd.Zero;
        side.State.Value += amount;
        if (price is null)
        {
            side.State.Unvalued[Cause.Unpriced] = side.State.Unvalued.GetValueOrDefault(Cause.Unpriced) + side.Unpriced;
        }

        parts.Add(
            new(Cause.Unpriced, amount)
            {
                Meter = at.Meter,
                Quantity = side.Unpriced,
                TheirRate = price?.Text(at.Meter),
                Calls = CallEvidence.Of([.. side.Ours.Lines.Where(line => line.Amount is null)]),
                IsUnvalued = price is null,
                Note = price is null ? "nobody states a price" : null,
                Correction = price is { } known
                    ? PricedLater.Correct(side.Ours.Lines, side.Unpriced, at, known, amount)
                    : [],
            }
        );
    }
}
