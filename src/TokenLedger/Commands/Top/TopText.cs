using System.Globalization;
using System.Text;
using TokenLedger.Accounting.Money;
using TokenLedger.Commands.Output;

namespace TokenLedger.Commands.Top;

/// <summary>The small texts of the screen.</summary>
internal static class TopText
{
    /// <summary>An amount with four decimals, so that columns align; the report has all of them.</summary>
    public static string Dollars(string exact) => Dollars(AmountOf(exact));

    /// <summary>The same of an amount.</summary>
    public static string Dollars(decimal amount) => "$" + amount.ToString("N4", CultureInfo.InvariantCulture);

    /// <summary>An exact amount as a number.</summary>
    public static decimal AmountOf(string exact) => Usd.TryParse(exact, out Usd amount) ? amount.ToDecimal() : 0;

    /// <summary>A count, thousands apart.</summary>
    public static string Count(decimal count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A rate with one decimal.</summary>
    public static string Rate(decimal perSecond) => perSecond.ToString("N1", CultureInfo.InvariantCulture) + "/s";

    /// <summary>A part as a bar and a percentage.</summary>
    public static string Bar(decimal part, int width)
    {
        int full = (int)Math.Clamp(part * width, 0, width);
        return new string('█', full)
            + new string('░', width - full)
            + string.Create(CultureInfo.InvariantCulture, $" {part * 100, 5:N1}%");
    }

    /// <summary>The newest of some exact amounts as a row of bars.</summary>
    public static string Bars(IReadOnlyList<string> exact, int width) =>
        Sparkline.Of([.. exact.TakeLast(width).Select(text => Usd.TryParse(text, out Usd amount) ? amount.Pico : 0)]);

    /// <summary>
    /// A text in exactly so many characters, cut with an ellipsis. Names come from callers: control characters must not
    /// reach a terminal.
    /// </summary>
    public static string Fit(string text, int width, bool right = false)
    {
        StringBuilder plain = new(text.Length);
        foreach (char one in text)
        {
            plain.Append(char.IsControl(one) ? '?' : one);
        }

        string cut = plain.Length <= width ? plain.ToString() : plain.ToString(0, Math.Max(0, width - 1)) + "…";
        return right ? cut.PadLeft(width) : cut.PadRight(width);
    }
}
