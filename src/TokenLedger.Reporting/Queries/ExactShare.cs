using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Queries;

/// <summary>Divides amounts.</summary>
internal static class ExactShare
{
    /// <summary>An amount per one of a count, rounded half to even to a pico-dollar.</summary>
    public static Usd Of(Usd amount, long count)
    {
        (Int128 share, Int128 rest) = Int128.DivRem(amount.Pico, count);
        Int128 twice = Int128.Abs(rest) * 2;
        bool away = twice > count || (twice == count && !Int128.IsEvenInteger(share));
        return new(away ? share + Int128.Sign(amount.Pico) : share);
    }
}
