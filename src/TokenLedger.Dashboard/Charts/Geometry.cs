using System.Globalization;
using System.Text;

namespace TokenLedger.Dashboard.Charts;

/// <summary>Writes numbers and paths of SVG, short. Across, a drawing is 0 to <see cref="Width"/> whatever its size.</summary>
public static class Geometry
{
    /// <summary>How wide a drawing is in its own units; it is stretched to the room there is.</summary>
    public const double Width = 1000;

    /// <summary>A coordinate, to a tenth.</summary>
    public static string At(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A share of the width: "12.5%".</summary>
    public static string Percent(double share) => (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    /// <summary>Bars from one height to another, each within its period, with a little space between.</summary>
    public static string Bars(IReadOnlyList<(double From, double To)> heights)
    {
        ArgumentNullException.ThrowIfNull(heights);
        StringBuilder path = new();
        double each = Width / heights.Count;
        double space = Math.Min(each * 0.18, 4);
        for (int i = 0; i < heights.Count; i++)
        {
            (double from, double to) = heights[i];
            if (Math.Abs(from - to) > 0.04)
            {
                path.Append('M')
                    .Append(At((i * each) + (space / 2)))
                    .Append(' ')
                    .Append(At(from))
                    .Append('V')
                    .Append(At(to));
                path.Append('h').Append(At(each - space)).Append('V').Append(At(from)).Append('z');
            }
        }

        return path.ToString();
    }

    /// <summary>A line through the middle of each period; it is broken where there is no value.</summary>
    public static string Line(IReadOnlyList<double?> heights)
    {
        ArgumentNullException.ThrowIfNull(heights);
        StringBuilder path = new();
        bool draws = false;
        for (int i = 0; i < heights.Count; i++)
        {
            if (heights[i] is { } y)
            {
                path.Append(draws ? 'L' : 'M').Append(At(Middle(i, heights.Count))).Append(' ').Append(At(y));
                if (!draws && (i + 1 == heights.Count || heights[i + 1] is null))
                {
                    path.Append("h.1"); // a value alone is a dot
                }
            }

            draws = heights[i] is not null;
        }

        return path.ToString();
    }

    /// <summary>The space between two lines, from the first to the last period that both have.</summary>
    public static string Area(IReadOnlyList<(double From, double To)?> heights)
    {
        ArgumentNullException.ThrowIfNull(heights);
        List<int> there = [.. Enumerable.Range(0, heights.Count).Where(i => heights[i] is not null)];
        if (there.Count == 0)
        {
            return "";
        }

        StringBuilder path = new();
        foreach (int i in there)
        {
            path.Append(path.Length == 0 ? 'M' : 'L')
                .Append(At(Middle(i, heights.Count)))
                .Append(' ')
                .Append(At(heights[i]!.Value.To));
        }

        for (int at = there.Count - 1; at >= 0; at--)
        {
            int i = there[at];
            path.Append('L').Append(At(Middle(i, heights.Count))).Append(' ').Append(At(heights[i]!.Value.From));
        }

        return path.Append('z').ToString();
    }

    /// <summary>The middle of a period.</summary>
    public static double Middle(int index, int count) => (index + 0.5) * Width / count;
}
