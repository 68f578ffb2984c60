using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Exports;

/// <summary>Rounds a column of amounts for people so that it still adds up to its rounded total.</summary>
public static class SixDecimals
{
    private const long PicoPerMicro = 1_000_000;

    /// <summary>
    /// Rounds each amount to a micro-dollar, up or down by less than one: the total is rounded half to even, and the
    /// amounts that lose most are rounded up until the column gives it (largest remainder).
    /// </summary>
    /// <param name="amounts">The exact amounts.</param>
    /// <returns>The amounts as shown, in order, and their sum.</returns>
    public static (IReadOnlyList<Usd> Shown, Usd Total) Round(IReadOnlyList<Usd> amounts)
    {
        Int128[] micros = new Int128[amounts.Count];
        long[] remainders = new long[amounts.Count];
        Int128 exact = 0;
        Int128 floors = 0;
        for (int i = 0; i < amounts.Count; i++)
        {
            (micros[i], remainders[i]) = Floor(amounts[i].Pico);
            exact += amounts[i].Pico;
            floors += micros[i];
        }

        (Int128 total, long rest) = Floor(exact);
        total += rest > PicoPerMicro / 2 || (rest == PicoPerMicro / 2 && Int128.IsOddInteger(total)) ? 1 : 0;
        int up = (int)(total - floors);
        foreach (int i in Enumerable.Range(0, amounts.Count).OrderByDescending(i => remainders[i]).Take(up))
        {
            micros[i]++;
        }

        return ([.. micros.Select(micro => new Usd(micro * PicoPerMicro))], new Usd(total * PicoPerMicro));
    }

    /// <summary>The amount with exactly six decimals ("0.000050").</summary>
    public static string Format(Usd shown)
    {
        string text = shown.ToString();
        int point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? text + ".000000" : text.PadRight(point + 7, '0');
    }

    private static (Int128 Micros, long Remainder) Floor(Int128 pico)
    {
        Int128 micros = pico / PicoPerMicro;
        long rest = (long)(pico - micros * PicoPerMicro);
        return rest < 0 ? (micros - 1, rest + PicoPerMicro) : (micros, rest);
    }
}
