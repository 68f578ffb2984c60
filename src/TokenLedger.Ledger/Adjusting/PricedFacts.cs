using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Adjusting;

/// <summary>Prices an entry from what it says of itself, and tells when that is not enough.</summary>
internal static class PricedFacts
{
    private const string Tier = "service_tier";
    private const string Geo = "inference_geo";

    /// <summary>What keeps the entry from being priced again exactly; null when nothing does.</summary>
    public static string? Missing(Entry entry, BillInForce before, RateBook book)
    {
        if (entry.Flags.Contains("recovered") || entry.Lines.Any(line => line.Meter == RecoveredHold.Meter))
        {
            return "it was settled at its bound after a crash, so its usage is not known";
        }

        if (IsStated(entry))
        {
            return "its cost is what the provider stated or was paid otherwise, not a price of the book";
        }

        List<Quantity> quantities = Quantities(before);
        if (quantities.Count == 0)
        {
            return entry.Cost is null ? "its usage is not known" : "its cost was taken over without quantities";
        }

        if (quantities.Any(quantity => quantity.Count < 0))
        {
            return "its adjustments take back more than it used";
        }

        if (entry.Provider is null)
        {
            return "its provider is not recorded";
        }

        return Row(entry, book) is { } row ? MissingFor(row, entry) : null;
    }

    // A priced call whose quantities have no amounts was charged otherwise than by rates (prepaid capacity, for one).
    private static bool IsStated(Entry entry) =>
        entry.Flags.Contains("provider_cost_incomplete")
        || entry.Lines.Any(line => line.Meter == LineItem.StatedCharge)
        || (entry.Priced is true && entry.Lines.Any(line => line.Amount is null));

    /// <summary>The bill at the rates that were active when it happened.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="before">Its bill with every adjustment.</param>
    /// <param name="book">The prices.</param>
    /// <param name="reread">Whether the usage kept on it is read again.</param>
    public static Bill Price(Entry entry, BillInForce before, RateBook book, bool reread)
    {
        long? context = entry.ContextTokens;
        List<Quantity> quantities = Quantities(before);
        quantities = reread ? RereadQuantities.Of(entry, quantities, out context) : quantities;
        UsageReport usage = new()
        {
            Source = entry.UsageSource ?? UsageSource.Provider,
            Quantities = WithEmptyEstimate(entry, quantities),
            ServedModel = entry.ModelServed,
            Conditions = Conditions(entry),
            ContextTokens = context,
            Flags = [],
        };
        return book.Price(entry.Provider!, usage, entry.ModelRequested, entry.OccurredAt, EndedAt(entry));
    }

    /// <summary>The quantities that stand, in the order of the lines.</summary>
    private static List<Quantity> Quantities(BillInForce before)
    {
        List<Quantity> quantities = [];
        foreach (LineItem line in before.Lines)
        {
            int same = quantities.FindIndex(other => other.Meter == line.Meter && other.Provenance == line.Provenance);
            if (line.Meter == AdjustmentLines.Correction)
            {
                continue;
            }

            if (same < 0 || IsUncorrected(before))
            {
                quantities.Add(new(line.Meter, line.Quantity, line.Provenance));
            }
            else
            {
                quantities[same] = quantities[same] with { Count = quantities[same].Count + line.Quantity };
            }
        }

        return quantities;
    }

    // Lines of the settlement itself stay apart as they were read: each was rounded on its own.
    private static bool IsUncorrected(BillInForce before) => before.Newest is null;

    /// <summary>
    /// A broken-off call whose unreported part was estimated as nothing has no line for it, but its bill is complete. One
    /// that is unpriced although every line has a price lacks a part that nobody knows.
    /// </summary>
    private static List<Quantity> WithEmptyEstimate(Entry entry, List<Quantity> quantities)
    {
        bool wasEstimated = entry.Priced != false || entry.Lines.Any(line => line.Amount is null);
        return entry.UsageSource is UsageSource.ProviderPartial or UsageSource.Estimated && wasEstimated
            ? [.. quantities, new(Meters.Output, 0, Provenance.Estimated)]
            : quantities;
    }

    private static List<KeyValuePair<string, string>> Conditions(Entry entry)
    {
        List<KeyValuePair<string, string>> conditions = [.. entry.Conditions ?? []];
        if (entry.ServiceTier is { } tier)
        {
            conditions.Add(new(Tier, tier));
        }

        if (entry.Conditions is null && entry.Region is { } geo)
        {
            conditions.Add(new(Geo, geo));
        }

        return conditions;
    }

    private static DateTimeOffset? EndedAt(Entry entry) =>
        entry.LatencyMs is { } latency ? entry.OccurredAt.AddMilliseconds(latency) : null;

    private static RateRow? Row(Entry entry, RateBook book) =>
        Find(entry.ModelServed, entry, book) ?? Find(entry.ModelRequested, entry, book);

    private static RateRow? Find(string? model, Entry entry, RateBook book) =>
        model is null ? null : book.Find(entry.Provider!, model, entry.OccurredAt)?.Row;

    private static string? MissingFor(RateRow row, Entry entry)
    {
        if (row.ByCompletion && entry.LatencyMs is null)
        {
            return "the instant at which it ended chooses its price and is not recorded";
        }

        if (entry.Conditions is not null)
        {
            return null;
        }

        IEnumerable<RateCondition> conditions = row
            .Prices.SelectMany(price => price.When)
            .Concat(row.Multipliers.SelectMany(multiplier => multiplier.When));
        return conditions.FirstOrDefault(condition => !IsTold(condition)) is { } unknown
            ? $"its {unknown.Dimension} may choose its price and was not recorded when it was written"
            : null;
    }

    private static bool IsTold(RateCondition condition) =>
        condition is ContextBand or TimeOfDay || condition.Dimension is Tier or Geo;
}
