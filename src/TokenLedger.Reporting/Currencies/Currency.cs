using System.Globalization;
using System.Numerics;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Currencies;

/// <summary>
/// A currency that amounts are shown in, beside US dollars and never in their place. The ledger is in dollars; how many
/// units a dollar is, is what the operator has written down, with its day and where he has it from. Nothing is fetched.
/// </summary>
/// <param name="Code">ISO 4217, three capital letters.</param>
/// <param name="PerUsd">Units for one dollar, greater than 0.</param>
/// <param name="Date">The day of which that is.</param>
/// <param name="Source">Where it is from.</param>
public sealed record Currency(string Code, decimal PerUsd, DateOnly Date, string Source)
{
    /// <summary>Units for one dollar, as a plain decimal.</summary>
    public string PerUsdText => PerUsd.ToString(CultureInfo.InvariantCulture);

    /// <summary>An amount in this currency, rounded half to even to twelve decimals, as a plain decimal.</summary>
    public string Of(Usd amount) => ToUnits(amount).ToString();

    /// <summary>The same as a number of 1/10^12 units; written like dollars, it reads as the amount.</summary>
    public Usd ToUnits(Usd amount)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(PerUsd, bits);
        BigInteger mantissa =
            (new BigInteger((uint)bits[2]) << 64) + (new BigInteger((uint)bits[1]) << 32) + (uint)bits[0];
        BigInteger scale = BigInteger.Pow(10, PerUsd.Scale);
        BigInteger product = (BigInteger)amount.Pico * mantissa;
        BigInteger units = BigInteger.DivRem(product, scale, out BigInteger rest);
        BigInteger twice = BigInteger.Abs(rest) * 2;
        bool away = twice > scale || (twice == scale && !units.IsEven);
        return new((Int128)(away ? units + product.Sign : units));
    }
}
