using System.Buffers.Text;
using System.Globalization;
using System.Text;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Ledger.Entries;

/// <summary>
/// Exact decimals as the strings of an entry: an optional minus, digits without leading zeros, a fraction without
/// trailing zeros. The same text as <see cref="Usd.ToString"/>, without the allocation.
/// </summary>
internal static class ExactNumber
{
    /// <summary>Writes an amount.</summary>
    /// <returns>Bytes written, at most 41.</returns>
    public static int Format(Usd amount, Span<byte> target)
    {
        if (amount.Pico > long.MaxValue || amount.Pico < -long.MaxValue)
        {
            return Encoding.ASCII.GetBytes(amount.ToString(), target);
        }

        long pico = (long)amount.Pico;
        int at = 0;
        if (pico < 0)
        {
            target[at++] = (byte)'-';
            pico = -pico;
        }

        Utf8Formatter.TryFormat(pico / Usd.PicoPerDollar, target[at..], out int written);
        at += written;
        long fraction = pico % Usd.PicoPerDollar;
        if (fraction == 0)
        {
            return at;
        }

        target[at++] = (byte)'.';
        Utf8Formatter.TryFormat(fraction, target[at..], out _, new System.Buffers.StandardFormat('D', 12));
        at += 12;
        while (target[at - 1] == (byte)'0')
        {
            at--;
        }

        return at;
    }

    /// <summary>Writes a quantity.</summary>
    /// <returns>Bytes written, at most 31.</returns>
    public static int Format(decimal quantity, Span<byte> target)
    {
        if (quantity.Scale == 0 && quantity is >= long.MinValue and <= long.MaxValue)
        {
            Utf8Formatter.TryFormat((long)quantity, target, out int whole);
            return whole;
        }

        string text = quantity.ToString(CultureInfo.InvariantCulture);
        text = text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
        return Encoding.ASCII.GetBytes(text == "-0" ? "0" : text, target);
    }

    /// <summary>Reads what <see cref="Format(decimal, Span{byte})"/> writes.</summary>
    /// <returns>False for exponents, spaces, signs other than minus and numbers beyond 28 digits.</returns>
    public static bool TryParse(string text, out decimal quantity) =>
        decimal.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out quantity
        );
}
