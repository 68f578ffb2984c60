namespace TokenLedger.Dashboard.Charts;

/// <summary>A scale from the least to the greatest value of a chart, with round marks. Coordinates may be inexact.</summary>
public sealed class ValueAxis
{
    private const int MostMarks = 4;

    /// <summary>A scale that holds values from one to another, and zero.</summary>
    public ValueAxis(double least, double greatest)
    {
        double low = Math.Min(0, least);
        double high = Math.Max(0, greatest);
        if (high <= low)
        {
            high = low + 1;
        }

        double step = RoundStep((high - low) / MostMarks);
        Low = Math.Floor(low / step) * step;
        High = Math.Ceiling(high / step) * step;
        List<decimal> marks = [];
        for (int i = (int)Math.Round(Low / step); i <= (int)Math.Round(High / step); i++)
        {
            marks.Add((decimal)i * (decimal)step);
        }

        Marks = marks;
    }

    /// <summary>The value at the bottom.</summary>
    public double Low { get; }

    /// <summary>The value at the top.</summary>
    public double High { get; }

    /// <summary>Values with a line, ascending.</summary>
    public IReadOnlyList<decimal> Marks { get; }

    /// <summary>How far below the top a value is, of a height.</summary>
    public double Y(double value, double height) => (High - value) / (High - Low) * height;

    /// <summary>1, 2, 2.5 or 5 times a power of ten, at least as much.</summary>
    private static double RoundStep(double least)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(least, 1e-9))));
        double times = least / power;
        return power
            * (
                times <= 1 ? 1
                : times <= 2 ? 2
                : times <= 2.5 ? 2.5
                : times <= 5 ? 5
                : 10
            );
    }
}
