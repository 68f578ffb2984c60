using System.Globalization;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Dashboard.Pages.Elements;

/// <summary>How figures are written for people. What is exact stands beside it, see <see cref="Money"/>.</summary>
public static class Show
{
    private static readonly CultureInfo _culture = CultureInfo.InvariantCulture;

    /// <summary>A whole number: "12,345".</summary>
    public static string Count(long number) => number.ToString("N0", _culture);

    /// <summary>A number of things: "1 call", "2 calls".</summary>
    public static string Count(long number, string thing, string things) => Counted.Of(number, thing, things);

    /// <summary>A whole number in little room: "12.3k", "4.1M".</summary>
    public static string Short(long number) =>
        Math.Abs(number) switch
        {
            < 10_000 => Count(number),
            < 1_000_000 => Scaled(number, 1_000, "k"),
            < 1_000_000_000 => Scaled(number, 1_000_000, "M"),
            _ => Scaled(number, 1_000_000_000, "G"),
        };

    /// <summary>An amount, rounded half to even to some decimals: "$1,234.50".</summary>
    /// <param name="amount">The amount.</param>
    /// <param name="decimals">Decimals, 0 to 12.</param>
    public static string Dollars(Usd amount, int decimals)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(decimals, 12);
        Int128 unit = 1;
        for (int i = decimals; i < 12; i++)
        {
            unit *= 10;
        }

        UInt128 magnitude = (UInt128)Int128.Abs(amount.Pico);
        (UInt128 whole, UInt128 rest) = UInt128.DivRem(magnitude, (UInt128)unit);
        UInt128 twice = rest * 2;
        if (twice > (UInt128)unit || (twice == (UInt128)unit && UInt128.IsOddInteger(whole)))
        {
            whole++;
        }

        string digits = whole.ToString(_culture).PadLeft(decimals + 1, '0');
        string dollars = UInt128.Parse(digits[..^decimals], _culture).ToString("N0", _culture);
        string sign = amount.Pico < 0 && whole > 0 ? "−" : "";
        return $"{sign}${dollars}{(decimals == 0 ? "" : "." + digits[^decimals..])}";
    }

    /// <summary>An amount of another currency, without its sign: "1,234.50".</summary>
    /// <param name="units">Units of it, as a number of 1/10^12.</param>
    /// <param name="decimals">Decimals, 0 to 12.</param>
    public static string Units(Usd units, int decimals) =>
        Dollars(units, decimals).Replace("$", "", StringComparison.Ordinal);

    /// <summary>An amount with as many decimals as it needs to be told from nothing, at least two.</summary>
    public static string Dollars(Usd amount) => Dollars(amount, DecimalsFor(amount));

    /// <summary>Decimals with which amounts of this size are compared in a column: ask with the greatest one.</summary>
    public static int DecimalsFor(Usd greatest) =>
        Int128.Abs(greatest.Pico) switch
        {
            var pico when pico == 0 => 2,
            var pico when pico >= (Int128)100 * Usd.PicoPerDollar => 2,
            var pico when pico >= Usd.PicoPerDollar / 10 => 4,
            var pico when pico >= Usd.PicoPerDollar / 1000 => 5,
            _ => 7,
        };

    /// <summary>A share: "12.5 %"; a dash where there is nothing to have a share of.</summary>
    public static string Share(Usd part, Usd whole) =>
        whole.Pico == 0 ? "–" : Percent((double)part.Pico / (double)whole.Pico);

    /// <summary>A share: "12.5 %"; a dash where there is nothing to have a share of.</summary>
    public static string Share(long part, long whole) => whole == 0 ? "–" : Percent((double)part / whole);

    /// <summary>A share of one: 0.125 is "12.5 %".</summary>
    public static string Percent(double share) =>
        (share * 100).ToString(Math.Abs(share) is > 0 and < 0.0995 ? "0.0" : "0", _culture) + " %";

    /// <summary>A length of time: "850 ms", "12.3 s", "4 min", "3 h", "12 d".</summary>
    public static string Length(TimeSpan time) =>
        time switch
        {
            { TotalMilliseconds: < 1000 } => time.TotalMilliseconds.ToString("0", _culture) + " ms",
            { TotalSeconds: < 60 } => time.TotalSeconds.ToString("0.0", _culture) + " s",
            { TotalMinutes: < 90 } => time.TotalMinutes.ToString("0", _culture) + " min",
            { TotalHours: < 48 } => time.TotalHours.ToString("0", _culture) + " h",
            _ => time.TotalDays.ToString("0", _culture) + " d",
        };

    /// <summary>Milliseconds as a length of time.</summary>
    public static string Milliseconds(long milliseconds) => Length(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>An instant to the second: "2026-01-31 12:00:00".</summary>
    public static string Instant(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss", _culture);

    /// <summary>The time of an instant: "12:00:00".</summary>
    public static string Clock(DateTimeOffset at) => at.ToString("HH:mm:ss", _culture);

    /// <summary>A text that callers chose, cut so that a page stays small and whole whatever they send.</summary>
    public static string Cut(string? text, int most = 48) =>
        text is null ? ""
        : text.Length <= most ? text
        : text[..(most - 1)] + "…";

    /// <summary>What calls without a value are called.</summary>
    public static string Name(string? value, int most = 48) => value is null ? "(none)" : Cut(value, most);

    private static string Scaled(long number, double unit, string sign) =>
        (number / unit).ToString(Math.Abs(number / unit) < 100 ? "0.0" : "0", _culture) + sign;
}
