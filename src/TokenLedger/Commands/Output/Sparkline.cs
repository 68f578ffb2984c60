namespace TokenLedger.Commands.Output;

/// <summary>A line of small bars, one for each value.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>
    /// Bars from nothing to the greatest value. What is not greater than 0 is a space; any other value, however small, is
    /// at least the lowest bar, so that something never looks like nothing.
    /// </summary>
    public static string Of(IReadOnlyList<Int128> values)
    {
        Int128 most = values.Count == 0 ? 0 : values.Max();
        return string.Concat(values.Select(value => Bar(value, most)));
    }

    private static char Bar(Int128 value, Int128 most) =>
        value <= 0 ? ' ' : Bars[(int)(((value * Bars.Length) - 1) / most)];
}
