namespace TokenLedger.Dashboard.Charts;

/// <summary>One series of a chart over time.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Values">Its values, one for each period; null where there is none. Exact: they stand in the table.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<decimal?> Values)
{
    /// <summary>Its colour, 0 to 8; 8 is for the rest.</summary>
    public int Colour { get; init; }

    /// <summary>Where its name leads; null for nowhere.</summary>
    public string? Href { get; init; }

    /// <summary>How it is drawn.</summary>
    public SeriesShape Shape { get; init; }

    /// <summary>The upper edge of a <see cref="SeriesShape.Band"/>, whose lower edge are the values.</summary>
    public IReadOnlyList<decimal?>? Upper { get; init; }

    /// <summary>The sum of its values.</summary>
    public decimal Total => Values.Sum(value => value ?? 0);
}

/// <summary>How a series is drawn.</summary>
public enum SeriesShape
{
    /// <summary>Bars on top of those before.</summary>
    Bars,

    /// <summary>An area on top of those before.</summary>
    Area,

    /// <summary>A line through the middle of each period.</summary>
    Line,

    /// <summary>A dashed line: what was before, or what is foreseen.</summary>
    Dashed,

    /// <summary>The space between two edges: how sure a forecast is.</summary>
    Band,
}
