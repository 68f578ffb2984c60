namespace TokenLedger.Gateway.Metrics;

/// <summary>The values of a series' labels, in the order of the metric's names; at most four.</summary>
public readonly record struct LabelValues(string? A = null, string? B = null, string? C = null, string? D = null)
{
    /// <summary>The value at a place.</summary>
    public string? this[int place] =>
        place switch
        {
            0 => A,
            1 => B,
            2 => C,
            _ => D,
        };
}
