using System.Buffers;
using TokenLedger.Reporting.Exports.Rows;
using TokenLedger.Reporting.Exports.Sheets;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Reconciliation.Exports;

namespace TokenLedger.Reporting.Exports.Focus;

/// <summary>Makes a row of FOCUS of a charge.</summary>
internal sealed class ChargeRow(FocusTerms terms, string origin, string? root)
{
    private const string Dollars = "Dollars";
    private const string Nobody = "TokenLedger";
    private static readonly ExactFactor s_one = new(1, 0);

    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>The row; null for a charge of nothing.</summary>
    public Cell[]? Of(ChargeKey key, ChargeSum sum)
    {
        if (sum is { Quantity: 0, Pico: var nothing } && nothing == 0)
        {
            return null;
        }

        Dictionary<string, Cell> cells = Subject(key);
        AddPeriods(cells, key);
        AddOwn(cells, key, sum);
        cells[FocusNames.BilledCost] = cells["EffectiveCost"] = Cell.Of(sum.Pico);
        Priced? priced = Price(key, sum);
        string category = priced is null && key.Category == FocusNames.Usage ? FocusNames.Adjustment : key.Category;
        cells[FocusNames.ChargeCategory] = Cell.Of(category);
        cells["ChargeClass"] = Cell.Of(key.IsCorrection ? "Correction" : null);
        cells["ChargeFrequency"] = Cell.Of(category == FocusNames.Usage ? "Usage-Based" : "One-Time");
        cells[FocusNames.ChargeDescription] = Cell.Of(Describe(key, category));
        if (priced is null)
        {
            ExactFactor cost = new(sum.Pico, ExportColumn.AmountDecimals);
            cells["ListCost"] = cells["ContractedCost"] = cost.ToCell(FocusColumns.CostDecimals);
        }
        else
        {
            AddPrice(cells, key, sum, priced);
        }

        return FocusColumns.Of(terms.Version, cells);
    }

    private Dictionary<string, Cell> Subject(ChargeKey key)
    {
        ChargeSubject who = key.Subject;
        string provider = who.Provider is null ? Nobody : FocusProviders.NameOf(who.Provider);
        return new(StringComparer.Ordinal)
        {
            ["BillingAccountId"] = Cell.Of(terms.BillingAccountId ?? origin),
            ["BillingAccountName"] = Cell.Of(terms.BillingAccountName ?? terms.BillingAccountId ?? origin),
            [FocusNames.BillingCurrency] = Cell.Of("USD"),
            ["HostProviderName"] = Cell.Of(provider),
            ["InvoiceIssuerName"] = Cell.Of(provider),
            [FocusNames.ProviderName] = Cell.Of(provider),
            [FocusNames.PublisherName] = Cell.Of(provider),
            [FocusNames.ServiceProviderName] = Cell.Of(provider),
            [FocusNames.ServiceCategory] = Cell.Of(FocusNames.AiCategory),
            ["ServiceSubcategory"] = Cell.Of("Generative AI"),
            ["ServiceName"] = Cell.Of(who.Provider is null ? Nobody : provider + " API"),
            ["SubAccountId"] = Cell.Of(who.Tenant),
            ["SubAccountName"] = Cell.Of(who.Tenant),
            ["Tags"] = Cell.Of(who.Tags),
            ["x_AgentId"] = Cell.Of(who.Agent),
            ["x_Api"] = Cell.Of(who.Api),
            [FocusNames.KeyColumn] = Cell.Of(who.Key),
            ["x_Region"] = Cell.Of(who.Region),
            ["x_SessionId"] = Cell.Of(who.Session),
            ["x_UserId"] = Cell.Of(who.User),
        };
    }

    private void AddPeriods(Dictionary<string, Cell> cells, ChargeKey key)
    {
        DateTimeOffset month = EntryTime.FromMicroseconds(key.BillingPeriod);
        TimeSpan grain = terms.ByDay ? TimeSpan.FromDays(1) : TimeSpan.FromHours(1);
        cells["BillingPeriodStart"] = Cell.Of(key.BillingPeriod);
        cells["BillingPeriodEnd"] = Cell.Of(EntryTime.ToMicroseconds(terms.Closing.EndOf(month)));
        cells[FocusNames.ChargePeriodStart] = Cell.Of(key.ChargePeriod);
        cells[FocusNames.ChargePeriodEnd] = Cell.Of(key.ChargePeriod + (long)grain.TotalMicroseconds);
    }

    private void AddOwn(Dictionary<string, Cell> cells, ChargeKey key, ChargeSum sum)
    {
        cells["x_CorrectionReason"] = Cell.Of(key.Reason);
        cells["x_CorrectsEntryId"] = Cell.Of(key.Corrects?.ToString());
        cells["x_EntryCount"] = Cell.Of(sum.Entries);
        cells["x_Estimated"] = Cell.Of(key.IsEstimated);
        cells["x_LedgerFirstSeq"] = Cell.Of(sum.First);
        cells["x_LedgerLastSeq"] = Cell.Of(sum.Last);
        cells["x_LedgerRoot"] = Cell.Of(root);
        cells["x_RateId"] = Cell.Of(key.RateId);
        cells["x_ReasoningTokens"] = sum.Reasoning == 0 ? Cell.None : Cell.Of((Int128)sum.Reasoning);
        cells["x_Unpriced"] = Cell.Of(key.IsUnpriced);
    }

    private void AddPrice(Dictionary<string, Cell> cells, ChargeKey key, ChargeSum sum, Priced priced)
    {
        FocusMeter meter = key.Meter is null
            ? new("Stated Charges", "stated-charges", Dollars, "StatedCharges")
            : FocusMeter.Of(key.Meter);
        string model = key.Subject.Model ?? "unknown";
        string sku = $"{model}/{meter.Sku}";
        string tier = key.Subject.Tier ?? "standard";
        cells[FocusNames.SkuId] = Cell.Of(sku);
        cells[FocusNames.SkuMeter] = Cell.Of(meter.Name);
        cells["SkuPriceId"] = Cell.Of($"{key.Subject.Provider ?? Nobody}/{sku}/{tier}");
        cells[FocusNames.SkuPriceDetails] = Cell.Of(
            JsonText.Of(
                _buffer,
                [
                    new(FocusNames.ModelDetail, model),
                    new(FocusNames.TierDetail, tier),
                    new(FocusNames.TypeDetail, meter.Type),
                ]
            )
        );
        cells[FocusNames.PricingCategory] = Cell.Of(FocusNames.Standard);
        cells[FocusNames.PricingQuantity] = priced.Quantity.ToCell(ExportColumn.QuantityDecimals);
        cells[FocusNames.PricingUnit] = Cell.Of(priced.Unit);
        cells["ListUnitPrice"] = priced.List.ToCell(ExportColumn.QuantityDecimals);
        cells["ContractedUnitPrice"] = priced.Contracted.ToCell(ExportColumn.QuantityDecimals);
        cells["ListCost"] = (priced.Quantity * priced.List).ToCell(FocusColumns.CostDecimals);
        cells["ContractedCost"] = (priced.Quantity * priced.Contracted).ToCell(FocusColumns.CostDecimals);
        cells[FocusNames.ConsumedQuantity] = key.Meter is null
            ? priced.Quantity.ToCell(ExportColumn.QuantityDecimals)
            : Cell.Of(sum.Quantity, ExportColumn.QuantityDecimals);
        cells[FocusNames.ConsumedUnit] = Cell.Of(meter.Unit);
    }

    /// <summary>
    /// Quantity and unit prices whose products are the costs; null where there is no quantity to price: an amount that people
    /// booked, or what corrections in an open period left below nothing.
    /// </summary>
    private static Priced? Price(ChargeKey key, ChargeSum sum)
    {
        bool isSound = key.IsCorrection || (sum.Quantity > 0 && sum.Billed >= 0);
        if (key.Category != FocusNames.Usage || (key.Meter is not null && !isSound))
        {
            return null;
        }

        if (key.Meter is null)
        {
            ExactFactor charged = new(sum.Pico, ExportColumn.AmountDecimals);
            return sum.Pico > 0 || key.IsCorrection ? new(charged, Dollars, s_one, s_one) : null;
        }

        ExactFactor billed = ExactFactor.Of(sum.Billed);
        ExactFactor list = key.ListRate ?? new(0, 0);
        ExactFactor contracted = key.ContractedRate ?? new(0, 0);
        string unit = FocusMeter.Of(key.Meter).Unit;
        if (billed.Divide(key.Per, ExportColumn.QuantityDecimals) is { } blocks)
        {
            string block = key.Per == 1 ? unit : FormattableString.Invariant($"{key.Per} {unit}");
            return new Priced(blocks, block, list, contracted).Fitting();
        }

        int most = ExportColumn.QuantityDecimals;
        return new Priced(
            billed,
            unit,
            list.DivideAndCut(key.Per, most),
            contracted.DivideAndCut(key.Per, most)
        ).Fitting();
    }

    private static string Describe(ChargeKey key, string category)
    {
        string what = key.Subject.Model ?? key.Subject.Provider ?? "AI services";
        return category switch
        {
            FocusNames.Credit => $"Credit for {what}",
            FocusNames.Adjustment => $"Adjustment of {what}",
            _ when key.Meter is null => $"{what}, as stated by the provider",
            _ => $"{what}, {FocusMeter.Of(key.Meter).Name}",
        };
    }

    /// <summary>How a quantity is priced.</summary>
    private sealed record Priced(ExactFactor Quantity, string Unit, ExactFactor List, ExactFactor Contracted)
    {
        /// <summary>Prices cut so far that the costs have at most as many decimals as their columns.</summary>
        public Priced Fitting()
        {
            int most = Math.Min(ExportColumn.QuantityDecimals, FocusColumns.CostDecimals - Quantity.Decimals);
            return this with { List = List.DivideAndCut(1, most), Contracted = Contracted.DivideAndCut(1, most) };
        }
    }
}
