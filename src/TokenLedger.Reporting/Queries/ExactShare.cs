using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Queries;

/// <summary>Divides amounts.</summary>
internal static class ExactShare
{
    /// <summary>An amount per one of a count, rounded half to even to a pico-dollar.</summary>
    public static Usd Of(Usd amount, long count) => new(Of(amount.Pico, count));

    /// <summary>A quotient, rounded half to even.</summary>
    /// <param name="amount">What is divided.</param>
    /// <param name="count">By what; more than 0.</param>
    public static Int128 Of(Int128 amount, Int128 count)
    {
        (Int128 share, Int128 rest) = Int128.DivRem(amount, count);
        Int128 twice = Int128.Abs(rest) * 2;
        bool away = twice > count || (twice == count && !Int128.IsEvenInteger(share));
        return away ? share + Int128.Sign(amount) : share;
    }

    /// <summary>One of equal parts of an amount, which add up to it: the first ones have the pico-dollars left over.</summary>
    /// <param name="amount">What is shared.</param>
    /// <param name="parts">Among how many.</param>
    /// <param name="part">Which, from 0.</param>
    public static Usd Part(Usd amount, long parts, long part)
    {
        if (parts == 1)
        {
            return amount; // most often, and dividing 128 bits is slow
        }

        (Int128 share, Int128 rest) = Int128.DivRem(amount.Pico, parts);
        return new(part < Int128.Abs(rest) ? share + Int128.Sign(amount.Pico) : share);
    }
}
