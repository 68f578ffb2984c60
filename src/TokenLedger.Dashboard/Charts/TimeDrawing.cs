namespace TokenLedger.Dashboard.Charts;

/// <summary>Where each series of a chart over time is drawn.</summary>
internal sealed class TimeDrawing
{
    private readonly double _height;

    public TimeDrawing(IReadOnlyList<ChartSeries> series, int periods, double height, decimal? limit)
    {
        _height = height;
        Stack[] stacks = Stacked(series, periods);
        (double least, double greatest) = (0, (double)(limit ?? 0));
        for (int s = 0; s < series.Count; s++)
        {
            for (int i = 0; i < periods; i++)
            {
                foreach (decimal? value in (decimal?[])[stacks[s].From[i], stacks[s].To[i]])
                {
                    least = Math.Min(least, (double)(value ?? 0));
                    greatest = Math.Max(greatest, (double)(value ?? 0));
                }
            }
        }

        Axis = new(least, greatest);
        Paths = [.. series.Zip(stacks, Path)];
    }

    public ValueAxis Axis { get; }

    /// <summary>The path of each series.</summary>
    public IReadOnlyList<string> Paths { get; }

    private string Path(ChartSeries series, Stack stack) =>
        series.Shape switch
        {
            SeriesShape.Bars => Geometry.Bars([.. stack.From.Zip(stack.To, (from, to) => (Y(from ?? 0), Y(to ?? 0)))]),
            SeriesShape.Line or SeriesShape.Dashed => Geometry.Line([
                .. stack.To.Select(value => value is { } y ? Y(y) : (double?)null),
            ]),
            _ => Geometry.Area([
                .. stack.From.Zip(
                    stack.To,
                    (from, to) => from is { } a && to is { } b ? (Y(a), Y(b)) : ((double, double)?)null
                ),
            ]),
        };

    private double Y(decimal value) => Axis.Y((double)value, _height);

    /// <summary>From where to where each value reaches: bars and areas stand on those before, negative ones hang below.</summary>
    private static Stack[] Stacked(IReadOnlyList<ChartSeries> series, int periods)
    {
        decimal[] above = new decimal[periods];
        decimal[] below = new decimal[periods];
        Stack[] stacks = new Stack[series.Count];
        for (int s = 0; s < series.Count; s++)
        {
            Stack stack = stacks[s] = new(new decimal?[periods], new decimal?[periods]);
            bool isStacked = series[s].Shape is SeriesShape.Bars or SeriesShape.Area;
            for (int i = 0; i < periods; i++)
            {
                decimal? value = series[s].Values[i];
                if (isStacked)
                {
                    decimal[] pile = (value ?? 0) < 0 ? below : above;
                    stack.From[i] = pile[i];
                    stack.To[i] = pile[i] += value ?? 0;
                }
                else
                {
                    stack.From[i] = value;
                    stack.To[i] = series[s].Upper is { } upper ? upper[i] : value;
                }
            }
        }

        return stacks;
    }

    private sealed record Stack(decimal?[] From, decimal?[] To);
}
