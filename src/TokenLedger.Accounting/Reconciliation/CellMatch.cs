using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>
/// Explains one cell. The ledger's value walks in steps to the provider's charge; each step is one cause and what it
/// moves is its amount, so the amounts sum to the residual whatever happens.
/// </summary>
internal sealed class CellMatch
{
    private readonly Cell cell;
    private readonly Grain grain;
    private readonly BookPrices prices;
    private readonly Usd step;
    private readonly DateTimeOffset instant;
    private readonly bool hasFineBuckets;
    private readonly Dictionary<Position, PositionState> states = [];
    private readonly List<Explanation> parts = [];

    public CellMatch(Cell cell, Grain grain, BookPrices prices, Usd step, DateTimeOffset instant, bool hasFineBuckets)
    {
        this.instant = instant;
        this.hasFineBuckets = hasFineBuckets;
        this.cell = cell;
        this.grain = grain;
        this.prices = prices;
        this.step = step;
    }

    /// <summary>The row with its explanations.</summary>
    public ReconciledRow Row()
    {
        Gather();
        ExplainShift();
        ChargeGroup[] groups = Groups();
        foreach (ChargeGroup group in groups)
        {
            group.FindPrices(cell, grain, prices);
        }

        ExplainChargedTiers(groups);
        foreach (ChargeGroup group in groups)
        {
            group.FindMissing(states.Values);
        }

        foreach (ChargeGroup group in groups.Where(group => group.IsOnlyTheirs))
        {
            parts.Add(group.MissingHere());
        }

        ExplainQuantities([.. groups.Where(group => group.IsOnlyTheirs).SelectMany(group => group.States)]);
        Usd theirs = Usd.Zero;
        foreach (ChargeGroup group in groups)
        {
            theirs += cell.IsBilled ? group.Charge.Amount : group.Value;
            if (cell.IsBilled && !group.IsOnlyTheirs)
            {
                parts.AddRange(group.ExplainCharge(grain, prices, cell.Key));
            }
        }

        return Checked(
            new()
            {
                Provider = cell.Key.Provider,
                Day = cell.Key.Day,
                Model = cell.Key.Model,
                Key = cell.Key.Key,
                Instant = instant,
                Theirs = theirs,
                Billed = cell.IsBilled,
                Ours = cell.Booked,
                Explanations = [.. parts.Where(part => part.Amount != Usd.Zero || part.IsUnvalued)],
            }
        );
    }

    /// <summary>Money must not get lost between the steps: a sum that is not the residual is a fault of this class.</summary>
    private static ReconciledRow Checked(ReconciledRow row)
    {
        Usd sum = row.Explanations.Aggregate(Usd.Zero, (total, part) => total + part.Amount);
        return sum == row.Residual
            ? row
            : throw new InvalidOperationException(
                $"The causes of {row.Day:yyyy-MM-dd} {row.Model} sum to {sum}, not to the residual {row.Residual}."
            );
    }

    private void Gather()
    {
        foreach (((_, Position position), OurFigure figure) in cell.Ours)
        {
            StateOf(position).Ours.Add(figure);
        }

        if (!grain.UsageHasTier)
        {
            TierSpread.Apply(cell);
        }

        foreach (((_, Position position), decimal quantity) in cell.Theirs)
        {
            StateOf(position).Theirs += quantity;
        }

        foreach (PositionState state in states.Values)
        {
            state.IsCounted = cell.IsCounted && grain.CountsUsageOf(state.Position.Meter);
            state.Value = state.Ours.Amount;
        }
    }

    /// <summary>What the ledger has on this UTC day and the provider on another, and the other way round.</summary>
    private void ExplainShift()
    {
        if (cell.MovedIn.Count + cell.MovedOut.Count == 0)
        {
            return;
        }

        foreach (IGrouping<Position, (BookedLine Line, int Sign)> moved in Moved())
        {
            Usd amount = Usd.Zero;
            decimal quantity = 0;
            foreach ((BookedLine line, int sign) in moved)
            {
                amount += sign < 0 ? -(line.Amount ?? Usd.Zero) : line.Amount ?? Usd.Zero;
                quantity += sign * line.Quantity;
            }

            parts.Add(
                new(Cause.TimeZone, amount)
                {
                    Meter = moved.Key.Meter.Length == 0 ? null : moved.Key.Meter,
                    Quantity = quantity,
                    Calls = CallEvidence.Of([.. moved.Select(part => part.Line)]),
                    Correction = [Line(moved.Key, quantity, amount)],
                }
            );
        }
    }

    private IEnumerable<IGrouping<Position, (BookedLine Line, int Sign)>> Moved() =>
        cell
            .MovedIn.Select(line => (Line: line, Sign: 1))
            .Concat(cell.MovedOut.Select(line => (Line: line, Sign: -1)))
            .GroupBy(part => new Position(cell.Key.Model, Tiers.Named(part.Line.Tier), grain.Fold(part.Line.Meter)));

    private ChargeGroup[] Groups()
    {
        Dictionary<ChargeKey, List<PositionState>> byKey = cell.Charges.Keys.ToDictionary(
            key => key,
            _ => new List<PositionState>()
        );
        foreach (PositionState state in states.Values)
        {
            Position at = state.Position;
            ChargeKey key = new(
                grain.CostHasModel ? at.Model : null,
                grain.CostHasTier ? at.Tier : null,
                cell.HasMeters ? grain.CostMeter(at.Meter) : null
            );
            if (!byKey.TryGetValue(key, out List<PositionState>? states))
            {
                byKey.Add(key, states = []);
            }

            states.Add(state);
        }

        return
        [
            .. byKey
                .OrderBy(group => group.Key.Meter, StringComparer.Ordinal)
                .ThenBy(group => group.Key.Tier, StringComparer.Ordinal)
                .Select(group => new ChargeGroup(
                    group.Key,
                    cell.Charges.GetValueOrDefault(group.Key),
                    [.. group.Value.OrderBy(state => (state.Position.Meter, state.Position.Tier))],
                    cell.IsBilled,
                    step
                )),
        ];
    }

    private void ExplainChargedTiers(ChargeGroup[] groups)
    {
        foreach (ChargeGroup to in groups)
        {
            foreach (ChargeGroup from in groups)
            {
                if (to.TierFrom(from, prices, cell.Key) is { } part)
                {
                    parts.Add(part);
                    break;
                }
            }
        }
    }

    private void ExplainQuantities(HashSet<PositionState> done)
    {
        var buckets = cell
            .Ours.Keys.Concat(cell.Theirs.Keys)
            .Distinct()
            .Where(key => !done.Contains(states[key.Position]))
            .GroupBy(key => (key.Bucket, key.Position.Model, key.Position.Meter))
            .OrderBy(group => group.Key.Bucket)
            .ThenBy(group => group.Key.Meter, StringComparer.Ordinal);
        foreach (var bucket in buckets)
        {
            BucketMatch match = new([
                .. bucket
                    .OrderBy(key => key.Position.Tier, StringComparer.Ordinal)
                    .Select(key => new BucketSide(
                        states[key.Position],
                        cell.Ours.GetValueOrDefault(key) ?? new OurFigure(),
                        cell.Theirs.GetValueOrDefault(key)
                    )),
            ]);
            parts.AddRange(
                hasFineBuckets
                    ? match.Explain().Select(part => part with { Bucket = bucket.Key.Bucket })
                    : match.Explain()
            );
        }
    }

    private PositionState StateOf(Position position)
    {
        if (!states.TryGetValue(position, out PositionState? state))
        {
            states.Add(position, state = new(position));
        }

        return state;
    }

    internal static CorrectingLine Line(Position at, decimal quantity, Usd? amount, Provenance? provenance = null) =>
        new(
            at.Model,
            at.Tier,
            at.Meter.Length == 0 ? null : at.Meter,
            quantity,
            provenance ?? Provenance.Reported,
            amount
        );
}
