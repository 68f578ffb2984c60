using System.Globalization;
using System.Text.RegularExpressions;

namespace TokenLedger.Configuration.Values;

/// <summary>The kinds of values of the display section.</summary>
public static partial class DisplayValues
{
    /// <summary>Most units for one dollar.</summary>
    private const decimal MostPerUsd = 1_000_000_000;

    /// <summary>Three letters, made capital; a <see cref="string"/>. Not USD, which the ledger is in.</summary>
    public static ValueKind CurrencyCode { get; } =
        new(
            "currency",
            text =>
                CodeForm().IsMatch(text) && !text.Equals("USD", StringComparison.OrdinalIgnoreCase)
                    ? Parsed.Good(text.ToUpperInvariant())
                    : Parsed.Bad("must be three letters, such as EUR, and not USD, which the ledger is in")
        );

    /// <summary>An exchange rate as an exact decimal; a <see cref="decimal"/>.</summary>
    public static ValueKind PerUsd { get; } =
        new(
            "exact decimal",
            text =>
                decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal rate)
                && rate is > 0 and <= MostPerUsd
                && rate.Scale <= 12
                    ? Parsed.Good(rate)
                    : Parsed.Bad("must be a plain decimal greater than 0 with at most twelve decimals, such as 0.9214")
        );

    /// <summary>A day of the calendar; a <see cref="DateOnly"/>.</summary>
    public static ValueKind Day { get; } =
        new(
            "day",
            text =>
                DateOnly.TryParseExact(
                    text,
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out DateOnly day
                )
                    ? Parsed.Good(day)
                    : Parsed.Bad("must be a day, such as 2026-11-20")
        );

    [GeneratedRegex("^[A-Za-z]{3}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex CodeForm();
}
