using System.Globalization;
using System.Text.RegularExpressions;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Configuration.Values;

/// <summary>The kinds of values of the rates section.</summary>
public static partial class RateValues
{
    /// <summary>Most percent a markup may put on.</summary>
    private const decimal MostPercent = 1_000;

    private static readonly string[] InstantForms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    /// <summary>A day, which begins at midnight UTC, or an instant; a <see cref="DateTimeOffset"/>.</summary>
    public static ValueKind Instant { get; } = new("day or instant", ParseInstant);

    /// <summary>More than 0 percent, at most 1000, with at most four decimals; a <see cref="decimal"/>.</summary>
    public static ValueKind Percent { get; } = new("percent", ParsePercent);

    /// <summary>Dollars as an exact decimal; a <see cref="string"/>.</summary>
    public static ValueKind Dollars { get; } = new("USD", ParseDollars);

    /// <summary>A name that stands in entries; a <see cref="string"/>.</summary>
    public static ValueKind Name { get; } = new("name", ParseName);

    private static Parsed ParseInstant(string text) =>
        DateTimeOffset.TryParseExact(
            text,
            InstantForms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset instant
        )
            ? Parsed.Good(instant)
            : Parsed.Bad("must be a day or an instant in UTC, such as 2027-01-01 or 2027-01-01T00:00:00Z");

    private static Parsed ParsePercent(string text)
    {
        string number = text.EndsWith('%') ? text[..^1].TrimEnd() : text;
        return
            decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent)
            && percent is > 0 and <= MostPercent
            && percent.Scale <= 4
            ? Parsed.Good(percent)
            : Parsed.Bad($"must be more than 0 and at most {MostPercent}, with at most four decimals, such as 12.5");
    }

    private static Parsed ParseDollars(string text) =>
        ExactRatio.TryParse(text, out _)
            ? Parsed.Good(text)
            : Parsed.Bad("must be dollars as a plain decimal, such as \"0.15\"; no sign, no exponent");

    private static Parsed ParseName(string text) =>
        NameForm().IsMatch(text)
            ? Parsed.Good(text)
            : Parsed.Bad("must be made of small letters, digits, dots, hyphens and underscores, at most 64");

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}
