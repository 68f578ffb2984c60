using System.Globalization;
using System.Numerics;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>An exact price of one unit: pico-dollars over units, a fraction that may be negative.</summary>
/// <param name="Pico">Pico-dollars.</param>
/// <param name="Units">The units they buy, at least 1.</param>
internal readonly record struct UnitPrice(BigInteger Pico, BigInteger Units)
{
    /// <summary>Units that prices of tokens are written for.</summary>
    public const long Million = 1_000_000;

    /// <summary>Most decimals of a price per million that is still taken for a price somebody wrote down.</summary>
    private const int MostDecimals = 6;

    /// <summary>The price at which a quantity costs an amount; the quantity must not be zero.</summary>
    public static UnitPrice Of(Usd amount, decimal quantity)
    {
        (BigInteger digits, BigInteger scale) = Fraction(quantity);
        BigInteger pico = (BigInteger)amount.Pico * scale;
        return digits.Sign < 0 ? new(-pico, -digits) : new(pico, digits);
    }

    /// <summary>
    /// The price with the fewest decimals at which the quantity costs less than <paramref name="slack"/> more or less
    /// than the amount; the exact quotient when there is none.
    /// </summary>
    public static UnitPrice Simplest(Usd amount, decimal quantity, Usd slack)
    {
        UnitPrice exact = Of(amount, quantity);
        for (int decimals = 0; decimals <= MostDecimals; decimals++)
        {
            // Pico-dollars per million units, rounded to this many decimals of a dollar.
            BigInteger step = BigInteger.Pow(10, 12 - decimals);
            BigInteger rounded = DivideHalfEven(exact.Pico * Million, exact.Units * step) * step;
            UnitPrice price = new(rounded, Million);
            if (IsWithin(price.Times(quantity) - amount, slack))
            {
                return price;
            }
        }

        return exact;
    }

    /// <summary>Whether a difference is nothing, or smaller than the slack.</summary>
    public static bool IsWithin(Usd difference, Usd slack) =>
        difference == Usd.Zero || (difference < slack && -difference < slack);

    /// <summary>The amount of a quantity, rounded half to even to a pico-dollar.</summary>
    /// <exception cref="OverflowException">It does not fit 128 bits.</exception>
    public Usd Times(decimal quantity)
    {
        (BigInteger digits, BigInteger scale) = Fraction(quantity);
        return new((Int128)DivideHalfEven(digits * Pico, scale * Units));
    }

    /// <summary>The units an amount buys, rounded to a hundredth; the price must not be zero.</summary>
    public decimal UnitsFor(Usd amount) => (decimal)DivideHalfEven(amount.Pico * 100 * Units, Pico) / 100;

    /// <summary>What one unit comes to in the share of a part in a whole, rounded half to even; the whole is not zero.</summary>
    public Usd Part(Usd part, Usd whole) => new((Int128)DivideHalfEven(Pico * part.Pico, Units * whole.Pico));

    /// <summary>Whether two fractions are the same price.</summary>
    public bool IsSame(UnitPrice other) => Pico * other.Units == other.Pico * Units;

    /// <summary>The price as people write it: dollars per million tokens, per one of anything else.</summary>
    public string Text(string meter)
    {
        bool tokens = meter.StartsWith("tokens.", StringComparison.Ordinal);
        Usd amount = Times(tokens ? Million : 1);
        return string.Create(CultureInfo.InvariantCulture, $"{amount} per {(tokens ? "1M" : "1")}");
    }

    private static (BigInteger Digits, BigInteger Scale) Fraction(decimal number)
    {
        Span<int> parts = stackalloc int[4];
        _ = decimal.GetBits(number, parts);
        BigInteger digits = new UInt128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        return (number < 0 ? -digits : digits, BigInteger.Pow(10, number.Scale));
    }

    private static BigInteger DivideHalfEven(BigInteger dividend, BigInteger divisor)
    {
        BigInteger quotient = BigInteger.DivRem(BigInteger.Abs(dividend), BigInteger.Abs(divisor), out BigInteger rest);
        int order = (rest * 2).CompareTo(BigInteger.Abs(divisor));
        if (order > 0 || (order == 0 && !quotient.IsEven))
        {
            quotient++;
        }

        return dividend.Sign * divisor.Sign < 0 ? -quotient : quotient;
    }
}
