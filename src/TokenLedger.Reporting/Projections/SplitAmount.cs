using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Projections;

/// <summary>
/// An amount in two integer columns: whole micro-dollars (rounded down) and the pico-dollars left, 0 to 999,999.
/// </summary>
/// <remarks>
/// SQLite sums in 64 bits. One pico-dollar column would overflow at 9.2 million USD; two columns are summed apart and
/// joined here, exact up to 9.2 trillion USD and 9.2 trillion rows.
/// </remarks>
/// <param name="Micro">Whole millionths of a dollar, rounded towards minus infinity.</param>
/// <param name="Rest">Pico-dollars on top, never negative.</param>
internal readonly record struct SplitAmount(long Micro, long Rest)
{
    private const long PicoPerMicro = 1_000_000;

    /// <summary>Splits an amount exactly.</summary>
    /// <exception cref="OverflowException">The amount is beyond 9.2 trillion USD.</exception>
    public static SplitAmount Of(Usd amount)
    {
        Int128 micro = amount.Pico / PicoPerMicro;
        long rest = (long)(amount.Pico - micro * PicoPerMicro);
        return rest < 0 ? new(checked((long)(micro - 1)), rest + PicoPerMicro) : new(checked((long)micro), rest);
    }

    /// <summary>The amount, also when both parts are sums over many rows.</summary>
    public Usd Join() => new((Int128)Micro * PicoPerMicro + Rest);
}
