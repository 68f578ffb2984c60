using TokenLedger.Reporting.Exports.Rows;

namespace TokenLedger.Reporting.Exports.Focus;

/// <summary>The columns of FOCUS charges by version: those of the specification in their alphabet, then our own (x_).</summary>
internal static class FocusColumns
{
    /// <summary>Decimals of list and contracted cost: a quantity of 6 times a price of 18.</summary>
    public const int CostDecimals = 24;

    private static readonly ExportColumn[] s_standard =
    [
        ExportColumn.Amount(FocusNames.BilledCost),
        new("BillingAccountId"),
        new("BillingAccountName"),
        new(FocusNames.BillingCurrency),
        ExportColumn.Instant("BillingPeriodEnd"),
        ExportColumn.Instant("BillingPeriodStart"),
        new(FocusNames.ChargeCategory),
        new("ChargeClass"),
        new(FocusNames.ChargeDescription),
        new("ChargeFrequency"),
        ExportColumn.Instant(FocusNames.ChargePeriodEnd),
        ExportColumn.Instant(FocusNames.ChargePeriodStart),
        ExportColumn.Quantity(FocusNames.ConsumedQuantity),
        new(FocusNames.ConsumedUnit),
        new("ContractedCost", ColumnKind.Exact, CostDecimals),
        ExportColumn.Quantity("ContractedUnitPrice"),
        ExportColumn.Amount("EffectiveCost"),
        new("HostProviderName"),
        new("InvoiceIssuerName"),
        new("ListCost", ColumnKind.Exact, CostDecimals),
        ExportColumn.Quantity("ListUnitPrice"),
        new(FocusNames.PricingCategory),
        ExportColumn.Quantity(FocusNames.PricingQuantity),
        new(FocusNames.PricingUnit),
        new(FocusNames.ProviderName),
        new(FocusNames.PublisherName),
        new(FocusNames.ServiceCategory),
        new("ServiceName"),
        new(FocusNames.ServiceProviderName),
        new("ServiceSubcategory"),
        new(FocusNames.SkuId),
        new(FocusNames.SkuMeter),
        new(FocusNames.SkuPriceDetails, ColumnKind.Json),
        new("SkuPriceId"),
        new("SubAccountId"),
        new("SubAccountName"),
        new("Tags", ColumnKind.Json),
        new("x_AgentId"),
        new("x_Api"),
        new("x_CorrectionReason"),
        new("x_CorrectsEntryId"),
        ExportColumn.Whole("x_EntryCount"),
        ExportColumn.Flag("x_Estimated"),
        new(FocusNames.KeyColumn),
        ExportColumn.Whole("x_LedgerFirstSeq"),
        ExportColumn.Whole("x_LedgerLastSeq"),
        new("x_LedgerRoot"),
        new("x_RateId"),
        ExportColumn.Whole("x_ReasoningTokens"),
        new("x_Region"),
        new("x_SessionId"),
        ExportColumn.Flag("x_Unpriced"),
        new("x_UserId"),
    ];

    /// <summary>The columns of a version.</summary>
    public static IReadOnlyList<ExportColumn> Of(FocusVersion version) =>
        [.. s_standard.Where(column => Has(version, column.Name))];

    /// <summary>Cells of every version's columns, in the order of <see cref="s_standard"/>, as those of one version.</summary>
    public static Cell[] Of(FocusVersion version, IReadOnlyDictionary<string, Cell> cells) =>
        [.. Of(version).Select(column => cells.GetValueOrDefault(column.Name))];

    private static bool Has(FocusVersion version, string name) =>
        name switch
        {
            "HostProviderName" or FocusNames.ServiceProviderName => version >= FocusVersion.V13,
            FocusNames.ProviderName or FocusNames.PublisherName => version < FocusVersion.V14,
            _ => true,
        };
}
