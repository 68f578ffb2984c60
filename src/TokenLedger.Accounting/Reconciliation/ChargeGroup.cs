using System.Globalization;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>The positions that one charge is about: step 1 finds its prices, steps 6 to 9 explain the charge.</summary>
internal sealed class ChargeGroup(
    ChargeKey key,
    Charge charge,
    IReadOnlyList<PositionState> states,
    bool isBilled,
    Usd step
)
{
    private readonly ChargeKey key = key;

    /// <summary>What another tier's positions are charged here.</summary>
    private Usd moved;

    /// <summary>The charge.</summary>
    public Charge Charge { get; } = charge;

    /// <summary>Its positions.</summary>
    public IReadOnlyList<PositionState> States { get; } = states;

    /// <summary>The ledger's value as moved so far.</summary>
    public Usd Value => States.Aggregate(moved, (sum, state) => sum + state.Value);

    /// <summary>
    /// Whether the ledger has nothing of it at all, in no tier either, but the provider charges. Known once the tiers are
    /// compared.
    /// </summary>
    public bool IsOnlyTheirs { get; private set; }

    /// <summary>Whether the provider charges something of which the ledger has no line in this tier.</summary>
    private bool IsWithoutOurs => isBilled && Charge.Lines > 0 && States.All(state => state.Ours.Lines.Count == 0);

    /// <summary>The difference must be smaller than this to be rounding: the provider's per line, ours per line.</summary>
    private Usd Slack =>
        new(step.Pico * Math.Max(Charge.Lines, 1) + (States.Sum(state => state.Ours.Lines.Count) + 1) / 2);

    /// <summary>
    /// The price that the charge shows, where the charge is of one position only; else the ledger's, else the rate book's.
    /// </summary>
    public void FindPrices(Cell cell, Grain grain, BookPrices prices)
    {
        PositionState[] billed = [.. States.Where(state => state.Billed > 0)];
        foreach (PositionState state in States)
        {
            state.TheirPrice = state.OurPrice ?? ChargedPrice.Listed(state, state.Position.Tier, cell.Key, prices);
        }

        if (isBilled && billed.Length == 1)
        {
            bool statesTier = grain.UsageHasTier || grain.CostHasTier;
            new ChargedPrice(Charge, Slack, statesTier, cell.Key, prices).Find(billed[0]);
        }
    }

    /// <summary>Decides whether the charge is wholly missing here.</summary>
    /// <param name="all">All positions of the cell.</param>
    public void FindMissing(IReadOnlyCollection<PositionState> all) =>
        IsOnlyTheirs =
            IsWithoutOurs
            && moved == Usd.Zero
            && !all.Any(other =>
                other.Ours.Lines.Count > 0
                && other.IsCounted
                && States.Any(own =>
                    own.Position.Model == other.Position.Model && own.Position.Meter == other.Position.Meter
                )
            );

    /// <summary>
    /// Where tiers are told by charges but nobody counts: what the ledger has too much of in one tier, and what is charged
    /// in a tier the ledger has nothing of, is one usage when the listed prices say so.
    /// </summary>
    /// <returns>Null when this is no such pair.</returns>
    public Explanation? TierFrom(ChargeGroup other, BookPrices prices, CellKey cell)
    {
        if (!IsWithoutOurs || !isBilled || moved != Usd.Zero || key.Tier is not { } tier)
        {
            return null;
        }

        Usd excess = other.Value - other.Charge.Amount;
        bool sameButTier = other.key with { Tier = tier } == key && other.States.All(state => !state.IsCounted);
        if (!sameButTier || other.Value == Usd.Zero || excess <= Usd.Zero)
        {
            return null;
        }

        Usd listed = Usd.Zero;
        foreach (PositionState state in other.States)
        {
            if (ChargedPrice.Listed(state, tier, cell, prices) is not { } price)
            {
                return null;
            }

            listed += price.Times(state.Ours.Quantity);
        }

        // The same share of the quantities as of the amounts: the whole of it where the other tier is not charged at all.
        Usd share = UnitPrice.Of(listed, 1).Part(excess, other.Value);
        return UnitPrice.IsWithin(share - Charge.Amount, Slack) ? Take(other, tier, excess) : null;
    }

    private Explanation Take(ChargeGroup other, string tier, Usd excess)
    {
        Usd before = other.Value;
        decimal all = other.States.Sum(state => state.Ours.Quantity);
        decimal quantity = excess == before ? all : decimal.Round(all * (decimal)excess.Pico / (decimal)before.Pico);
        Position booked = other.Largest();
        foreach (PositionState state in other.States)
        {
            state.Value -= UnitPrice.Of(state.Value, 1).Part(excess, before);
        }

        other.moved -= other.Value - (before - excess);
        moved = Charge.Amount;
        return new(Cause.Tier, Charge.Amount - excess)
        {
            Meter = key.Meter,
            Quantity = quantity,
            OurTier = other.key.Tier,
            TheirTier = tier,
            Correction =
            [
                CellMatch.Line(booked, -quantity, -excess),
                CellMatch.Line(booked with { Tier = tier }, quantity, Charge.Amount),
            ],
        };
    }

    /// <summary>A charge of which the ledger has nothing.</summary>
    public Explanation MissingHere()
    {
        PositionState? only = States.Count == 1 ? States[0] : null;
        decimal quantity = only?.Billed ?? 0;
        Position at = only?.Position ?? new(key.Model, key.Tier ?? Tiers.Standard, key.Meter ?? BookedLine.NoMeter);
        foreach (PositionState state in States)
        {
            state.Value = Usd.Zero;
        }

        return new(Cause.MissingHere, Charge.Amount)
        {
            Meter = only?.Position.Meter ?? key.Meter,
            Quantity = only is null ? null : quantity,
            TheirRate = quantity == 0 ? null : UnitPrice.Of(Charge.Amount, quantity).Text(at.Meter),
            Correction =
            [
                CellMatch.Line(
                    IsOwnMeter(at.Meter) ? at : at with { Meter = BookedLine.NoMeter },
                    quantity,
                    Charge.Amount
                ),
            ],
        };
    }

    /// <summary>What is still between the ledger's value and the charge.</summary>
    public IEnumerable<Explanation> ExplainCharge(Grain grain, BookPrices prices, CellKey cell)
    {
        List<Explanation> parts = [];
        foreach (PositionState state in States.Where(state => state.PriceDiffers))
        {
            Reprice(state, parts);
        }

        Usd rest = Charge.Amount - Value;
        if (rest == Usd.Zero)
        {
            return parts;
        }

        if (Charge.Lines == 0 && States.All(state => !state.IsCounted))
        {
            Add(parts, Cause.MissingThere, rest, "not on the bill");
        }
        else if (States.All(state => !state.IsCounted) && OneCall(-rest, Usd.Zero) is { } unbilled)
        {
            parts.Add(ByOneCall(Cause.MissingThere, rest, unbilled));
        }
        else if (UnitPrice.IsWithin(rest, Slack))
        {
            Add(parts, Cause.Rounding, rest, null);
        }
        else if (States.Any(state => state.Unvalued.ContainsKey(Cause.Unpriced)))
        {
            parts.Add(Unpriced(rest));
        }
        else if (States.Any(state => state.Unvalued.ContainsKey(Cause.MissingHere)))
        {
            Add(parts, Cause.MissingHere, rest, "what is left of the charge after all known usage");
        }
        else
        {
            ExplainRest(parts, rest, grain, prices, cell);
        }

        return parts;
    }

    /// <summary>
    /// The charge does not say which meter it is for: every unpriced unit takes the same share of what the priced usage
    /// leaves of it.
    /// </summary>
    private Explanation Unpriced(Usd rest)
    {
        decimal units = States.Sum(state => state.Unvalued.GetValueOrDefault(Cause.Unpriced));
        return new(Cause.Unpriced, rest)
        {
            Quantity = units,
            Note = "what is left of the charge after all priced usage",
            Correction =
                units == 0
                    ? [CellMatch.Line(Largest(), 0, rest)]
                    : PricedLater.Correct(
                        States.SelectMany(state => state.Ours.Lines),
                        units,
                        Largest(),
                        UnitPrice.Of(rest, units),
                        rest
                    ),
        };
    }

    private void ExplainRest(List<Explanation> parts, Usd rest, Grain grain, BookPrices prices, CellKey cell)
    {
        if (!(grain.UsageHasTier || grain.CostHasTier) && TierOf(rest, prices, cell) is var (tier, change))
        {
            parts.Add(
                new(Cause.Tier, change)
                {
                    OurTier = Tiers.Standard,
                    TheirTier = tier,
                    Correction = [CellMatch.Line(Largest(), 0, change)],
                }
            );
            Add(parts, Cause.Rounding, rest - change, null);
            return;
        }

        if (States.All(state => state.IsCounted || state.Ours.Lines.Count == 0))
        {
            Add(parts, Cause.Price, rest, "the charge does not say which meter");
            return;
        }

        Usd estimated = States.Aggregate(Usd.Zero, (sum, state) => sum + state.Ours.EstimatedAmount);
        Usd change2 = Clamp(rest, estimated);
        if (change2 != Usd.Zero)
        {
            Add(parts, Cause.Estimated, change2, "told by the amount alone");
            rest -= change2;
        }

        if (rest < Usd.Zero && OneCall(-rest, Slack) is { } call)
        {
            parts.Add(ByOneCall(Cause.MissingThere, rest, call));
            return;
        }

        if (!(grain.UsageHasTier || grain.CostHasTier) && OneCallOfTier(rest, prices, cell) is var (tiered, other))
        {
            parts.Add(ByOneCall(Cause.Tier, rest, tiered) with { OurTier = Tiers.Standard, TheirTier = other });
            return;
        }

        Add(parts, Cause.Unexplained, rest, Readings(rest));
    }

    private Explanation ByOneCall(Cause cause, Usd amount, CallEvidence call) =>
        new(cause, amount)
        {
            Meter = States.Count == 1 ? States[0].Position.Meter : key.Meter,
            Calls = call,
            Note = "told by the amount alone",
            Correction = [CellMatch.Line(Largest(), 0, amount)],
        };

    /// <summary>What a charge alone may mean where nobody counts: it cannot tell usage that is missing from a price.</summary>
    private string? Readings(Usd rest)
    {
        if (States is not [{ OurPrice: { } ours, Billed: > 0 } only] || rest <= Usd.Zero)
        {
            return null;
        }

        string meter = only.Position.Meter;
        UnitPrice charged = UnitPrice.Simplest(Charge.Amount, only.Billed, Slack);
        decimal more = ours.UnitsFor(rest);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{more:0.##} more units at {ours.Text(meter)}, or a price of {charged.Text(meter)}: the usage export tells"
        );
    }

    private void Reprice(PositionState state, List<Explanation> parts)
    {
        if (state.OurPrice is not { } ours || state.TheirPrice is not { } theirs || state.Common == 0)
        {
            return;
        }

        Usd amount = theirs.Times(state.Billed) - state.Value;
        if (amount == Usd.Zero)
        {
            return;
        }

        state.Value += amount;
        string meter = state.Position.Meter;
        bool committed = Charge.Lines == 0 && key.Tier is { } tier && tier != Tiers.Standard;
        parts.Add(
            new(state.TierByPrice is null && !committed ? Cause.Price : Cause.Tier, amount)
            {
                Meter = meter,
                Quantity = state.Common,
                OurRate = ours.Text(meter),
                TheirRate = theirs.Text(meter),
                OurTier = state.TierByPrice is null ? null : state.Position.Tier,
                TheirTier = state.TierByPrice,
                Note = committed ? $"the {key.Tier} tier is not in the cost export" : null,
                Correction = [CellMatch.Line(state.Position, 0, amount)],
            }
        );
    }

    /// <summary>The tier at whose listed prices all units together come to the charge; null when there is none.</summary>
    private (string Tier, Usd Change)? TierOf(Usd rest, BookPrices prices, CellKey cell)
    {
        foreach (string tier in Tiers.Known)
        {
            Usd change = Usd.Zero;
            foreach (PositionState state in States.Where(state => state.Billed > 0))
            {
                if (ChargedPrice.Listed(state, tier, cell, prices) is not { } price)
                {
                    return null;
                }

                change += price.Times(state.Billed) - state.Value;
            }

            if (change != Usd.Zero && UnitPrice.IsWithin(rest - change, Slack))
            {
                return (tier, change);
            }
        }

        return null;
    }

    private CallEvidence? OneCall(Usd amount, Usd within)
    {
        foreach (var call in Calls())
        {
            if (UnitPrice.IsWithin(AmountOf(call) - amount, within))
            {
                return CallEvidence.Of([.. call.Select(part => part.Line)]);
            }
        }

        return null;
    }

    /// <summary>A call that would come to the charge in another tier; null when there is none.</summary>
    private (CallEvidence Call, string Tier)? OneCallOfTier(Usd rest, BookPrices prices, CellKey cell)
    {
        foreach (string tier in Tiers.Known.Where(tier => tier != Tiers.Standard))
        {
            foreach (var call in Calls())
            {
                Usd? listed = Usd.Zero;
                foreach ((PositionState state, BookedLine line) in call)
                {
                    listed += ChargedPrice.Listed(state, tier, cell, prices)?.Times(line.Quantity);
                }

                bool fits = listed is { } charged && UnitPrice.IsWithin(charged - AmountOf(call) - rest, Slack);
                if (fits && CallEvidence.Of([.. call.Select(part => part.Line)]) is { } evidence)
                {
                    return (evidence, tier);
                }
            }
        }

        return null;
    }

    private IEnumerable<IGrouping<long, (PositionState State, BookedLine Line)>> Calls() =>
        States
            .SelectMany(state => state.Ours.Lines.Select(line => (State: state, Line: line)))
            .GroupBy(part => part.Line.Call);

    private static Usd AmountOf(IEnumerable<(PositionState State, BookedLine Line)> call) =>
        call.Aggregate(Usd.Zero, (total, part) => total + (part.Line.Amount ?? Usd.Zero));

    private void Add(List<Explanation> parts, Cause cause, Usd amount, string? note)
    {
        if (amount != Usd.Zero)
        {
            parts.Add(
                new(cause, amount)
                {
                    Meter =
                        States.Count == 1 && States[0].Position.Meter.Length > 0 ? States[0].Position.Meter : key.Meter,
                    Note = note,
                    Correction = cause == Cause.Unexplained ? [] : [CellMatch.Line(Largest(), 0, amount)],
                }
            );
        }
    }

    /// <summary>Where an amount goes that the charge does not divide: the only position, else no line of its own.</summary>
    private Position Largest() =>
        States.Count == 1
            ? States[0].Position
            : new(
                key.Model ?? (States.Count > 0 ? States[0].Position.Model : null),
                key.Tier ?? Tiers.Standard,
                IsOwnMeter(key.Meter) ? key.Meter! : BookedLine.NoMeter
            );

    private static bool IsOwnMeter(string? meter) =>
        meter is not null && !meter.Contains(' ', StringComparison.Ordinal);

    private static Usd Clamp(Usd amount, Usd most) =>
        most <= Usd.Zero ? Usd.Zero
        : amount > most ? most
        : amount < -most ? -most
        : amount;
}
