namespace TokenLedger.Reporting.Exports.Focus;

/// <summary>
/// Names and words of FOCUS (https://focus.finops.org) that are both written here and read from others' files, see
/// <see cref="Reconciliation.Exports.FocusExport"/>.
/// </summary>
internal static class FocusNames
{
    public const string AiCategory = "AI and Machine Learning";
    public const string Usage = "Usage";
    public const string Credit = "Credit";
    public const string Adjustment = "Adjustment";
    public const string Standard = "Standard";

    public const string BilledCost = "BilledCost";
    public const string BillingCurrency = "BillingCurrency";
    public const string ChargeCategory = "ChargeCategory";
    public const string ChargeDescription = "ChargeDescription";
    public const string ChargePeriodEnd = "ChargePeriodEnd";
    public const string ChargePeriodStart = "ChargePeriodStart";
    public const string ConsumedQuantity = "ConsumedQuantity";
    public const string ConsumedUnit = "ConsumedUnit";
    public const string PricingCategory = "PricingCategory";
    public const string PricingQuantity = "PricingQuantity";
    public const string PricingUnit = "PricingUnit";
    public const string ProviderName = "ProviderName";
    public const string PublisherName = "PublisherName";
    public const string ServiceCategory = "ServiceCategory";
    public const string ServiceProviderName = "ServiceProviderName";
    public const string SkuId = "SkuId";
    public const string SkuMeter = "SkuMeter";
    public const string SkuPriceDetails = "SkuPriceDetails";

    /// <summary>Keys of SkuPriceDetails; those that FOCUS does not define begin with x_.</summary>
    public const string ModelDetail = "x_ModelId";
    public const string TypeDetail = "x_TokenType";
    public const string TierDetail = "x_ServiceTier";

    /// <summary>The column of the caller's key.</summary>
    public const string KeyColumn = "x_KeyId";
}
