using System.Globalization;
using System.Text.Json.Serialization;
using TokenLedger.Reporting.Currencies;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Documents;

/// <summary>What a group was in the span compared with, and how its cost has changed since.</summary>
public sealed record CostsChange
{
    /// <summary>Its figures then.</summary>
    public required CostsFigures Before { get; init; }

    /// <summary>Its cost now less its cost then, USD, exact.</summary>
    public required string DifferenceUsd { get; init; }

    /// <summary>The difference in percent of the cost then; null when nothing was spent then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required decimal? Percent { get; init; }

    /// <summary>The document of a change.</summary>
    public static CostsChange Of(CostChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new()
        {
            Before = CostsFigures.Of(change.Before),
            DifferenceUsd = change.Difference.ToString(),
            Percent = change.Percent,
        };
    }
}

/// <summary>A span of time.</summary>
/// <param name="From">First instant; absent for the beginning.</param>
/// <param name="To">First instant after; absent when open.</param>
public sealed record WindowDocument(DateTimeOffset? From, DateTimeOffset? To);

/// <summary>A currency that costs are shown in beside dollars, and how.</summary>
/// <param name="Code">ISO 4217.</param>
/// <param name="PerUsd">Units for one dollar.</param>
/// <param name="Date">The day of which that is.</param>
/// <param name="Source">Where it is from, as the operator wrote it down.</param>
public sealed record CurrencyDocument(string Code, string PerUsd, DateOnly Date, string Source)
{
    /// <summary>The document of a currency.</summary>
    public static CurrencyDocument Of(Currency currency)
    {
        ArgumentNullException.ThrowIfNull(currency);
        return new(currency.Code, currency.PerUsdText, currency.Date, currency.Source);
    }

    /// <summary>The currency of the document; null when what it says of a dollar is no number greater than 0.</summary>
    public Currency? ToCurrency() =>
        decimal.TryParse(PerUsd, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal perUsd)
        && perUsd > 0
            ? new(Code, perUsd, Date, Source)
            : null;
}
