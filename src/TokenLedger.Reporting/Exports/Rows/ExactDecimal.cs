using System.Globalization;

namespace TokenLedger.Reporting.Exports.Rows;

/// <summary>Decimals as integers counted in a fixed number of decimals: exact, and summed without rounding.</summary>
public static class ExactDecimal
{
    /// <summary>Ten to a power.</summary>
    /// <param name="decimals">0 to 38.</param>
    public static Int128 Power(int decimals)
    {
        Int128 power = 1;
        for (int i = 0; i < decimals; i++)
        {
            power *= 10;
        }

        return power;
    }

    /// <summary>A decimal counted in a number of decimals.</summary>
    /// <exception cref="OverflowException">It has more decimals than that, or does not fit 128 bits.</exception>
    public static Int128 Of(decimal number, int decimals)
    {
        decimal shortest = number / 1.0000000000000000000000000000m; // takes trailing zeros away
        int scale = shortest.Scale;
        if (scale > decimals)
        {
            throw new OverflowException(
                string.Create(CultureInfo.InvariantCulture, $"{number} has more than {decimals} decimals.")
            );
        }

        Span<int> bits = stackalloc int[4];
        decimal.GetBits(shortest, bits);
        Int128 digits = new((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        Int128 counted = checked(digits * Power(decimals - scale));
        return bits[3] < 0 ? -counted : counted;
    }

    /// <summary>The shortest exact decimal: no exponent, no trailing zeros, "0" for nothing.</summary>
    public static string Format(Int128 number, int decimals)
    {
        bool negative = number < 0;
        string digits = (negative ? -number : number).ToString(CultureInfo.InvariantCulture);
        if (decimals > 0)
        {
            digits = digits.PadLeft(decimals + 1, '0');
            int point = digits.Length - decimals;
            string fraction = digits[point..].TrimEnd('0');
            digits = fraction.Length == 0 ? digits[..point] : $"{digits[..point]}.{fraction}";
        }

        return negative ? "-" + digits : digits;
    }

    /// <summary>Reads what <see cref="Format"/> writes.</summary>
    /// <returns>False when it is no decimal, or one of more decimals.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, int decimals, out Int128 number)
    {
        number = 0;
        bool negative = text.Length > 0 && text[0] == '-';
        text = negative ? text[1..] : text;
        int point = text.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? text : text[..point];
        ReadOnlySpan<char> fraction = point < 0 ? default : text[(point + 1)..];
        if (whole.IsEmpty || fraction.Length > decimals || whole.Length + decimals > 38)
        {
            return false;
        }

        for (int i = 0; i < whole.Length + decimals; i++)
        {
            char digit =
                i < whole.Length ? whole[i]
                : i - whole.Length < fraction.Length ? fraction[i - whole.Length]
                : '0';
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        number = negative ? -number : number;
        return true;
    }
}
