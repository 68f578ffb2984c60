namespace TokenLedger.Reporting.Queries.Latency;

/// <summary>A question about how long calls took, and how long until their first byte.</summary>
public sealed record LatencyQuery : GroupedSlice
{
    /// <summary>Groups answered when nothing else is said: those with the most calls.</summary>
    public const int DefaultGroups = 100;

    /// <summary>A question by model.</summary>
    public LatencyQuery() => Limit = DefaultGroups;
}
