using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>
/// Compares a provider's export with the ledger, per day, model and key, and explains every difference. The order of
/// the steps decides which cause gets what; it is written down in docs/reconciliation.md.
/// </summary>
/// <remarks>
/// Nothing is rounded away: the explanations of a row sum to its residual exactly, and what no step explains is
/// <see cref="Cause.Unexplained"/>.
/// </remarks>
public sealed class Reconciler
{
    private readonly ProviderExport export;
    private readonly IReadOnlyList<BookedLine> ours;
    private readonly ReconcileTerms terms;
    private readonly Grain grain;
    private readonly DayMap days;
    private readonly BookPrices prices;
    private readonly HashSet<string> theirKeys;
    private readonly Dictionary<CellKey, Cell> cells = [];

    private Reconciler(ProviderExport export, IReadOnlyList<BookedLine> ours, ReconcileTerms terms)
    {
        this.export = export;
        this.ours = ours;
        this.terms = terms;
        grain = new(export, terms);
        days = new(export, terms);
        prices = new(terms.Rates);
        theirKeys = [.. terms.Keys?.Values ?? []];
    }

    /// <summary>Compares.</summary>
    /// <param name="export">What the provider says.</param>
    /// <param name="ours">
    /// What the ledger says, of the same providers, from a day before the export's first bucket to a day after its
    /// last: calls near midnight belong to it too.
    /// </param>
    /// <param name="terms">How to compare.</param>
    public static ReconciliationReport Run(
        ProviderExport export,
        IReadOnlyList<BookedLine> ours,
        ReconcileTerms terms
    ) => new Reconciler(export, ours, terms).Run();

    private ReconciliationReport Run()
    {
        Residuals residuals = new(grain, line => CellOf(line, default), CellOf);
        bool searches = !terms.ZoneIsStated && !days.HasFineBuckets && days.Days.Count > 1;
        TimeSpan offset = searches ? OffsetSearch.Find(days, residuals, ours) : TimeSpan.Zero;
        decimal slack = grain.Usage.Count > 0 ? 0 : (decimal)export.AmountStep.Pico;
        Dictionary<(long, CellKey), ExportBucket> late = new LateBookings(
            days,
            residuals,
            terms.LateBooking,
            slack
        ).Find(ours, offset);
        foreach (BookedLine line in ours)
        {
            Place(line, offset, late);
        }

        PlaceTheirs();
        List<ReconciledRow> rows =
        [
            .. cells
                .Values.OrderBy(cell => cell.Key.Day)
                .ThenBy(cell => cell.Key.Provider, StringComparer.Ordinal)
                .ThenBy(cell => cell.Key.Model, StringComparer.Ordinal)
                .ThenBy(cell => cell.Key.Key, StringComparer.Ordinal)
                .Select(cell =>
                    new CellMatch(
                        cell,
                        grain,
                        prices,
                        export.AmountStep,
                        days.InstantOf(cell.Key.Day, offset),
                        days.HasFineBuckets
                    ).Row()
                ),
        ];
        return new()
        {
            Rows = [.. rows.Where(row => row.Theirs != Usd.Zero || row.Ours != Usd.Zero || row.Explanations.Count > 0)],
            ByKey = grain.ByKey,
            ByModel = grain.ByModel,
            FirstDay = days.Days.Count == 0 ? null : days.Days[0].Day,
            LastDay = days.Days.Count == 0 ? null : days.Days[^1].Day,
            FoundOffset = offset == TimeSpan.Zero ? null : offset,
            AmountStep = export.AmountStep,
            Notes = [.. export.Notes, .. ReportNotes.Of(grain, terms, ours, offset)],
        };
    }

    /// <summary>A line counts for its UTC day, and is compared on the provider's day; the difference is a time shift.</summary>
    private void Place(BookedLine line, TimeSpan offset, Dictionary<(long, CellKey), ExportBucket> late)
    {
        DateOnly booked = DateOnly.FromDateTime(line.At.UtcDateTime);
        CellKey series = CellOf(line, default);
        ExportBucket? bucket = late.GetValueOrDefault((line.Call, series)) ?? days.Of(line.At + offset);
        if (days.Covers(booked))
        {
            Cell cell = CellAt(series with { Day = booked });
            cell.Booked += line.Amount ?? Usd.Zero;
            if (bucket?.Day != booked)
            {
                cell.MovedOut.Add(line);
            }
        }

        if (bucket is not null)
        {
            Cell cell = CellAt(series with { Day = bucket.Day });
            cell.AddOurs(bucket.From, PositionOf(line), line);
            if (bucket.Day != booked)
            {
                cell.MovedIn.Add(line);
            }
        }
    }

    private void PlaceTheirs()
    {
        foreach (ProviderLine line in grain.Usage.Where(line => days.Covers(line.Day)))
        {
            string tier = grain.UsageHasTier ? Tiers.Named(line.Tier) : "";
            Position position = new(ModelOf(line), tier, grain.Fold(line.Meter!));
            CellAt(CellOf(line)).AddTheirs(days.Of(line).From, position, line.Quantity!.Value);
        }

        foreach (var charges in grain.Costs.Where(line => days.Covers(line.Day)).GroupBy(CellOf))
        {
            Cell cell = CellAt(charges.Key);
            cell.HasMeters = charges.Any(line => line.Meter is not null);
            foreach (ProviderLine line in charges)
            {
                cell.AddCharge(ChargeOf(line, cell), line.Amount!.Value);
            }
        }

        // A model that is charged but that no usage line names is of a usage export that was not given.
        HashSet<string?> countedModels = [.. grain.Usage.Select(line => CellOf(line).Model)];
        (DateOnly First, DateOnly Last)? counted = Span(export.UsageBuckets, grain.Usage);
        (DateOnly First, DateOnly Last)? billed = Span(export.CostBuckets, grain.Costs);
        foreach (Cell cell in cells.Values)
        {
            cell.IsCounted =
                cell.Key.Day >= counted?.First
                && cell.Key.Day <= counted?.Last
                && (cell.Charges.Count == 0 || countedModels.Contains(cell.Key.Model));
            cell.IsBilled = cell.Key.Day >= billed?.First && cell.Key.Day <= billed?.Last;
        }
    }

    private ChargeKey ChargeOf(ProviderLine line, Cell cell) =>
        new(
            grain.CostHasModel ? ModelOf(line) : null,
            grain.CostHasTier ? Tiers.Named(line.Tier) : null,
            !cell.HasMeters ? null
                : line.Meter is { } meter ? grain.CostMeter(meter)
                : "charge: " + (line.Description ?? "without a meter")
        );

    private static (DateOnly, DateOnly)? Span(IReadOnlyList<ExportBucket> buckets, IReadOnlyList<ProviderLine> lines)
    {
        DateOnly[] covered = [.. buckets.Select(bucket => bucket.Day), .. lines.Select(line => line.Day)];
        return covered.Length == 0 ? null : (covered.Min(), covered.Max());
    }

    private Cell CellAt(CellKey key)
    {
        if (!cells.TryGetValue(key, out Cell? cell))
        {
            cells.Add(key, cell = new(key) { HasMeters = grain.CostHasMeter });
        }

        return cell;
    }

    private CellKey CellOf(ProviderLine line)
    {
        string? key = grain.ByKey && theirKeys.Contains(line.Key!) ? line.Key : null;
        return new(line.Provider, line.Day, grain.ByModel ? ModelOf(line) : null, key);
    }

    private CellKey CellOf(BookedLine line, DateOnly day)
    {
        string? key = grain.ByKey && line.Key is { } ours ? terms.Keys!.GetValueOrDefault(ours) : null;
        return new(line.Provider, day, grain.ByModel ? PositionOf(line).Model : null, key);
    }

    private string? ModelOf(ProviderLine line)
    {
        bool without = line.Model is null || (line.Meter is { } meter && grain.IsWithoutModel(grain.Fold(meter)));
        return without ? null : prices.Name(line.Provider, line.Model!, line.From);
    }

    private Position PositionOf(BookedLine line)
    {
        string meter = grain.Fold(line.Meter);
        bool without = line.Model is null || grain.IsWithoutModel(meter);
        return new(without ? null : prices.Name(line.Provider, line.Model!, line.At), Tiers.Named(line.Tier), meter);
    }
}
