using System.Numerics;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Rates;

/// <summary>
/// An exact, reduced, non-negative fraction: pico-dollars for one unit of a meter, or a factor. Published prices are
/// decimals per million, per thousand or per 3,600 units, so only a fraction holds all of them without loss.
/// </summary>
/// <param name="Numerator">At least 0.</param>
/// <param name="Denominator">At least 1.</param>
public readonly record struct ExactRatio(Int128 Numerator, Int128 Denominator)
{
    /// <summary>Digits a decimal of a rate table may have before and after its point together.</summary>
    public const int MaxDigits = 24;

    private static readonly Int128 MostNumerator = (Int128)1_000_000_000 * 1_000_000_000 * 1_000_000_000;
    private static readonly Int128 MostDenominator = (Int128)1_000_000_000 * 1_000_000_000;

    /// <summary>The factor that changes nothing.</summary>
    public static ExactRatio One => new(1, 1);

    /// <summary>Reads a plain decimal ("0.125", "10"): digits and at most one point, no sign, no exponent.</summary>
    /// <returns>False when the text is not such a decimal or has more than <see cref="MaxDigits"/> digits.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out ExactRatio value)
    {
        value = default;
        Int128 digits = 0;
        Int128 scale = 1;
        bool fraction = false;
        int count = 0;
        foreach (char c in text)
        {
            if (c == '.' && !fraction && count > 0)
            {
                fraction = true;
                continue;
            }

            if (!char.IsAsciiDigit(c) || ++count > MaxDigits)
            {
                return false;
            }

            digits = digits * 10 + (c - '0');
            scale = fraction ? scale * 10 : scale;
        }

        if (count == 0 || text[^1] == '.')
        {
            return false;
        }

        value = Reduced(digits, scale);
        return true;
    }

    /// <summary>The price of one unit in pico-dollars, when this many dollars buy <paramref name="per"/> units.</summary>
    /// <exception cref="OverflowException">The fraction does not fit 128 bits.</exception>
    public ExactRatio PicoPerUnit(long per) => checked(Reduced(Numerator * Usd.PicoPerDollar, Denominator * per));

    /// <summary>The same, within bounds that leave room for factors: below 1e15 dollars a unit.</summary>
    /// <returns>False when the price is out of these bounds.</returns>
    public bool TryPicoPerUnit(long per, out ExactRatio price)
    {
        price = default;
        if (Denominator > MostDenominator || Numerator > MostNumerator)
        {
            return false;
        }

        price = PicoPerUnit(per);
        return price.Numerator <= MostNumerator && price.Denominator <= MostDenominator;
    }

    /// <summary>The product, reduced.</summary>
    /// <exception cref="OverflowException">The fraction does not fit 128 bits.</exception>
    public static ExactRatio operator *(ExactRatio left, ExactRatio right) =>
        checked(Reduced(left.Numerator * right.Numerator, left.Denominator * right.Denominator));

    /// <summary>Compares exactly.</summary>
    public static bool operator >(ExactRatio left, ExactRatio right) =>
        (BigInteger)left.Numerator * right.Denominator > (BigInteger)right.Numerator * left.Denominator;

    /// <summary>Compares exactly.</summary>
    public static bool operator <(ExactRatio left, ExactRatio right) => right > left;

    /// <summary>This many pico-dollars per unit, times a quantity, rounded once, half to even.</summary>
    /// <exception cref="OverflowException">The amount does not fit 128 bits of pico-dollars.</exception>
    public Usd Times(decimal quantity)
    {
        if (quantity >= 0 && quantity <= 1_000_000_000_000_000m && decimal.IsInteger(quantity))
        {
            return TimesWhole((long)quantity);
        }

        return Times(quantity, BigInteger.One, BigInteger.One);
    }

    /// <summary>The same, times a further factor of any precision.</summary>
    /// <param name="quantity">Units.</param>
    /// <param name="numerator">The factor's numerator.</param>
    /// <param name="denominator">The factor's denominator, at least 1.</param>
    /// <exception cref="OverflowException">The amount does not fit 128 bits of pico-dollars.</exception>
    public Usd Times(decimal quantity, BigInteger numerator, BigInteger denominator)
    {
        // A decimal is an integer over a power of ten; the product of the integers needs more than 128 bits.
        Span<int> parts = stackalloc int[4];
        _ = decimal.GetBits(quantity, parts);
        BigInteger digits = new UInt128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        BigInteger unscaled = quantity < 0 ? -digits : digits;
        BigInteger dividend = unscaled * Numerator * numerator;
        return new((Int128)DivideHalfEven(dividend, BigInteger.Pow(10, quantity.Scale) * Denominator * denominator));
    }

    private Usd TimesWhole(long quantity)
    {
        // 1e15 units at up to 1e23 pico each stay below 2^127; dearer prices take the wide road.
        if (Numerator > (Int128)1e22)
        {
            return new((Int128)DivideHalfEven((BigInteger)quantity * Numerator, Denominator));
        }

        Int128 product = quantity * Numerator;
        if (Denominator == 1)
        {
            return new(product);
        }

        (Int128 quotient, Int128 rest) = Int128.DivRem(product, Denominator);
        Int128 beyond = Denominator - rest;
        bool up = rest > beyond || (rest == beyond && Int128.IsOddInteger(quotient));
        return new(up ? quotient + 1 : quotient);
    }

    private static BigInteger DivideHalfEven(BigInteger dividend, BigInteger divisor)
    {
        BigInteger quotient = BigInteger.DivRem(BigInteger.Abs(dividend), divisor, out BigInteger rest);
        int order = (rest * 2).CompareTo(divisor);
        if (order > 0 || (order == 0 && !quotient.IsEven))
        {
            quotient++;
        }

        return dividend.Sign < 0 ? -quotient : quotient;
    }

    private static ExactRatio Reduced(Int128 numerator, Int128 denominator)
    {
        Int128 divisor =
            numerator <= ulong.MaxValue && denominator <= ulong.MaxValue
                ? Divisor((ulong)numerator, (ulong)denominator)
                : Divisor(numerator, denominator);
        return divisor > 1 ? new(numerator / divisor, denominator / divisor) : new(numerator, denominator);
    }

    /// <summary>The greatest common divisor; a thousand prices are reduced at start, so the narrow form pays.</summary>
    private static ulong Divisor(ulong a, ulong b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }

    private static Int128 Divisor(Int128 a, Int128 b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }
}
