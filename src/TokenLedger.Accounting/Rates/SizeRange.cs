using System.Globalization;
using System.Text.RegularExpressions;

namespace TokenLedger.Accounting.Rates;

/// <summary>
/// A span of parameter counts, in billions. Some providers price models that have no price of their own by their size,
/// which is read from the model's name; such a price is an estimate and its bill says so.
/// </summary>
/// <param name="Over">The size is greater than this; null for no bound.</param>
/// <param name="From">The size is at least this; null for no bound.</param>
/// <param name="UpTo">The size is at most this; null for no bound.</param>
/// <param name="Below">The size is less than this; null for no bound.</param>
public sealed partial record SizeRange(decimal? Over, decimal? From, decimal? UpTo, decimal? Below)
{
    /// <summary>Largest count that is believed, in billions.</summary>
    private const decimal Most = 10_000;

    /// <summary>Whether a size lies in the span.</summary>
    public bool Contains(decimal billions) =>
        !(billions <= Over) && !(billions < From) && !(billions > UpTo) && !(billions >= Below);

    /// <summary>
    /// The parameters a name states, in billions: "llama-3.3-70b" 70, "mixtral-8x7b" 56, "qwen3-30b-a3b" 30 (all of
    /// them, not the active ones). Of several the largest; null when it states none.
    /// </summary>
    public static decimal? In(string name)
    {
        decimal? largest = null;
        foreach (Match match in Size().Matches(name))
        {
            decimal experts = match.Groups["experts"].Success ? Number(match.Groups["experts"]) : 1;
            decimal billions = experts * Number(match.Groups["size"]);
            if (billions > 0 && billions <= Most && !(billions <= largest))
            {
                largest = billions;
            }
        }

        return largest;
    }

    private static decimal Number(Group group) =>
        decimal.Parse(group.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"(?<![\p{L}\d.])(?:(?<experts>\d{1,3})x)?(?<size>\d{1,5}(?:\.\d{1,3})?)b(?![\p{L}\d])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Size();
}
