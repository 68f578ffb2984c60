using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace TokenLedger.Accounting.Rates.Import;

/// <summary>
/// Numbers of others' tables, read from their text: 1.5e-07 dollars a token are exactly 0.15 dollars per million. Binary
/// floating point never sees them.
/// </summary>
public static class ScaledDecimal
{
    /// <summary>Exponents beyond this are no price.</summary>
    private const int MostExponent = 60;

    /// <summary>Digits from which on a figure looks like the trace of a binary fraction.</summary>
    private const int ManyDigits = 15;

    /// <summary>A JSON number or decimal text times a power of ten, as a plain decimal without superfluous zeros.</summary>
    /// <returns>Null when it is no number, is negative or has more digits than a table may have.</returns>
    public static string? Read(JsonElement value, int tens) =>
        value.ValueKind switch
        {
            JsonValueKind.Number => Read(value.GetRawText(), tens),
            JsonValueKind.String => Read(value.GetString()!, tens),
            _ => null,
        };

    /// <summary>The same of a text.</summary>
    public static string? Read(string text, int tens)
    {
        int mark = text.IndexOfAny(['e', 'E']);
        int exponent = 0;
        if (
            mark >= 0
            && !int.TryParse(
                text.AsSpan(mark + 1),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out exponent
            )
        )
        {
            return null;
        }

        string digits = mark < 0 ? text : text[..mark];
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        int decimals = point < 0 ? 0 : digits.Length - point - 1;
        string whole = point < 0 ? digits : digits.Remove(point, 1);
        if (
            Math.Abs((long)exponent) > MostExponent
            || decimals > MostExponent
            || !BigInteger.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger unscaled)
        )
        {
            return null;
        }

        string plain = Plain(unscaled, exponent + tens - decimals);
        return ExactRatio.TryParse(plain, out _) ? plain : null;
    }

    /// <summary>Whether a figure was probably a binary fraction once (2.9999999999999997).</summary>
    public static bool LooksRounded(string plain) => plain.Count(char.IsAsciiDigit) - Leading(plain) >= ManyDigits;

    private static int Leading(string plain) => plain.TakeWhile(c => c is '0' or '.').Count(c => c == '0');

    private static string Plain(BigInteger unscaled, int exponent)
    {
        if (exponent >= 0)
        {
            return (unscaled * BigInteger.Pow(10, exponent)).ToString(CultureInfo.InvariantCulture);
        }

        string digits = unscaled.ToString(CultureInfo.InvariantCulture).PadLeft(1 - exponent, '0');
        string text = $"{digits[..^-exponent]}.{digits[^-exponent..]}".TrimEnd('0').TrimEnd('.');
        return text;
    }
}
