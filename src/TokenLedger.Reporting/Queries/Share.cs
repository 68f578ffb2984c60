using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Queries;

/// <summary>Parts of a whole and averages. Where there is nothing to divide by they are 0, as for an empty window.</summary>
public static class Share
{
    /// <summary>Decimals of a share: 0.000001 is a ten-thousandth of a percent.</summary>
    private const int Decimals = 6;

    /// <summary>The part of a whole, rounded half to even to six decimals; 0 when the whole is not greater than 0.</summary>
    public static decimal Of(Int128 part, Int128 whole) =>
        whole <= 0 ? 0 : decimal.Round((decimal)part / (decimal)whole, Decimals, MidpointRounding.ToEven);

    /// <summary>The part of an amount; 0 when the amount is not greater than 0.</summary>
    public static decimal Of(Usd part, Usd whole) => Of(part.Pico, whole.Pico);

    /// <summary>An amount for so many of something, rounded half to even to a pico-dollar; 0 when there is none.</summary>
    /// <param name="amount">What all of them cost.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="of">For how many the amount is told.</param>
    public static Usd Each(Usd amount, long count, int of = 1)
    {
        if (count <= 0)
        {
            return Usd.Zero;
        }

        Int128 all = checked(amount.Pico * of);
        (Int128 each, Int128 rest) = Int128.DivRem(all, count);
        Int128 twice = Int128.Abs(rest) * 2;
        bool away = twice > count || (twice == count && Int128.IsOddInteger(each));
        return new(away ? each + Int128.Sign(all) : each);
    }
}
