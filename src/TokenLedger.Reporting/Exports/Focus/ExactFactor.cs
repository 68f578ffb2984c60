using System.Globalization;
using System.Numerics;
using TokenLedger.Reporting.Exports.Rows;

namespace TokenLedger.Reporting.Exports.Focus;

/// <summary>A decimal of any length, for products that must come out exactly.</summary>
/// <param name="Digits">Its digits.</param>
/// <param name="Decimals">How many of them are decimals.</param>
internal readonly record struct ExactFactor(BigInteger Digits, int Decimals)
{
    /// <summary>A number.</summary>
    public static ExactFactor Of(decimal number) => Parse(number.ToString(CultureInfo.InvariantCulture))!.Value;

    /// <summary>Reads a plain decimal.</summary>
    /// <returns>Null when it is none.</returns>
    public static ExactFactor? Parse(string text)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        string digits = point < 0 ? text : text.Remove(point, 1);
        return BigInteger.TryParse(
            digits,
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out BigInteger read
        )
            ? new ExactFactor(read, point < 0 ? 0 : text.Length - point - 1).Shortest()
            : null;
    }

    /// <summary>The product.</summary>
    public static ExactFactor operator *(ExactFactor left, ExactFactor right) =>
        new ExactFactor(left.Digits * right.Digits, left.Decimals + right.Decimals).Shortest();

    /// <summary>A part of it.</summary>
    /// <param name="by">The divisor, at least 1.</param>
    /// <param name="most">Most decimals of the quotient.</param>
    /// <returns>Null when the quotient has more.</returns>
    public ExactFactor? Divide(long by, int most)
    {
        if (Decimals > most)
        {
            return null;
        }

        BigInteger whole = BigInteger.DivRem(Digits * BigInteger.Pow(10, most - Decimals), by, out BigInteger rest);
        return rest.IsZero ? new ExactFactor(whole, most).Shortest() : null;
    }

    /// <summary>A part of it, cut after some decimals.</summary>
    public ExactFactor DivideAndCut(long by, int most) =>
        new ExactFactor(
            Digits
                * BigInteger.Pow(10, Math.Max(0, most - Decimals))
                / by
                / BigInteger.Pow(10, Math.Max(0, Decimals - most)),
            most
        ).Shortest();

    /// <summary>Counted in a number of decimals that it does not exceed.</summary>
    /// <exception cref="OverflowException">It has more decimals, or does not fit 128 bits.</exception>
    public Cell ToCell(int decimals) =>
        Decimals > decimals
            ? throw new OverflowException($"A number has more than {decimals} decimals.")
            : Cell.Of((Int128)(Digits * BigInteger.Pow(10, decimals - Decimals)));

    private ExactFactor Shortest()
    {
        (BigInteger digits, int decimals) = (Digits, Decimals);
        while (decimals > 0 && (digits % 10).IsZero)
        {
            digits /= 10;
            decimals--;
        }

        return new(digits, decimals);
    }
}
