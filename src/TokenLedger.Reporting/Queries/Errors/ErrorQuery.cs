namespace TokenLedger.Reporting.Queries.Errors;

/// <summary>A question about calls that failed and calls that were not allowed.</summary>
public sealed record ErrorQuery : GroupedSlice
{
    /// <summary>Groups answered when nothing else is said: those with the most calls without their answer.</summary>
    public const int DefaultGroups = 100;

    /// <summary>A question by model.</summary>
    public ErrorQuery() => Limit = DefaultGroups;
}
