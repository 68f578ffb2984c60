using System.Globalization;

namespace TokenLedger.Accounting.Money;

/// <summary>
/// An exact amount of US dollars, counted in whole pico-dollars (1e-12 USD). Never binary floating point.
/// </summary>
/// <remarks>
/// Pico because 47 of 416 published token prices need more than nine decimals for one token; 128 bits because sums
/// over a ledger must not overflow. Every operation is checked: an overflow throws rather than wraps.
/// </remarks>
public readonly record struct Usd : IComparable<Usd>
{
    // Halves, because compiling ahead of time passes over every type that holds an Int128, and all entries hold amounts.
    private readonly ulong _low;
    private readonly ulong _high;

    /// <summary>An amount in pico-dollars.</summary>
    public Usd(Int128 pico)
    {
        _low = (ulong)pico;
        _high = (ulong)(pico >> 64);
    }

    /// <summary>The amount in pico-dollars.</summary>
    public Int128 Pico => new(_high, _low);

    /// <summary>Pico-dollars in one dollar.</summary>
    public const long PicoPerDollar = 1_000_000_000_000;

    /// <summary>No money. Not the same as "unpriced", which is the absence of an amount.</summary>
    public static Usd Zero => default;

    /// <summary>A decimal amount, rounded half to even to a whole pico-dollar.</summary>
    /// <exception cref="OverflowException">The amount does not fit 128 bits.</exception>
    public static Usd FromDecimal(decimal dollars)
    {
        decimal whole = decimal.Truncate(dollars);
        decimal pico = decimal.Round((dollars - whole) * PicoPerDollar, 0, MidpointRounding.ToEven);
        return new(checked(((Int128)whole * PicoPerDollar) + (Int128)pico));
    }

    /// <summary>Adds exactly.</summary>
    /// <exception cref="OverflowException">The sum does not fit 128 bits.</exception>
    public static Usd operator +(Usd left, Usd right) => new(checked(left.Pico + right.Pico));

    /// <summary>Subtracts exactly.</summary>
    /// <exception cref="OverflowException">The difference does not fit 128 bits.</exception>
    public static Usd operator -(Usd left, Usd right) => new(checked(left.Pico - right.Pico));

    /// <summary>The opposite amount, as an offsetting entry books it.</summary>
    public static Usd operator -(Usd value) => new(checked(-value.Pico));

    /// <summary>The amount as a decimal, exact.</summary>
    /// <exception cref="OverflowException">It has more than 28 digits.</exception>
    public decimal ToDecimal() => (decimal)Pico / PicoPerDollar;

    /// <inheritdoc/>
    public int CompareTo(Usd other) => Pico.CompareTo(other.Pico);

    /// <summary>Compares amounts.</summary>
    public static bool operator <(Usd left, Usd right) => left.Pico < right.Pico;

    /// <summary>Compares amounts.</summary>
    public static bool operator >(Usd left, Usd right) => left.Pico > right.Pico;

    /// <summary>Compares amounts.</summary>
    public static bool operator <=(Usd left, Usd right) => left.Pico <= right.Pico;

    /// <summary>Compares amounts.</summary>
    public static bool operator >=(Usd left, Usd right) => left.Pico >= right.Pico;

    /// <summary>
    /// The shortest exact decimal, as it stands in entries and JSON: no exponent, no trailing zeros, "0" for nothing
    /// ("0.000045", "-1.5", "12").
    /// </summary>
    public override string ToString()
    {
        bool negative = Pico < 0;
        UInt128 magnitude = negative ? (UInt128)(-(Pico + 1)) + 1 : (UInt128)Pico;
        UInt128 dollars = magnitude / PicoPerDollar;
        ulong fraction = (ulong)(magnitude % PicoPerDollar);
        string whole = dollars.ToString(CultureInfo.InvariantCulture);
        string text =
            fraction == 0 ? whole : whole + "." + fraction.ToString("D12", CultureInfo.InvariantCulture).TrimEnd('0');
        return negative ? "-" + text : text;
    }

    /// <summary>Reads what <see cref="ToString"/> writes: an optional minus, digits, at most twelve decimals.</summary>
    /// <returns>False when the text is not an exact decimal of at most twelve fraction digits.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Usd value)
    {
        value = default;
        bool negative = text.Length > 0 && text[0] == '-';
        if (negative)
        {
            text = text[1..];
        }

        int point = text.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? text : text[..point];
        ReadOnlySpan<char> fraction = point < 0 ? default : text[(point + 1)..];
        if (whole.IsEmpty || whole.Length > 26 || fraction.Length > 12 || (point >= 0 && fraction.IsEmpty))
        {
            return false;
        }

        Int128 pico = 0;
        foreach (char digit in whole)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            pico = pico * 10 + (digit - '0');
        }

        for (int i = 0; i < 12; i++)
        {
            char digit = i < fraction.Length ? fraction[i] : '0';
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            pico = pico * 10 + (digit - '0');
        }

        value = new Usd(negative ? -pico : pico);
        return true;
    }
}
