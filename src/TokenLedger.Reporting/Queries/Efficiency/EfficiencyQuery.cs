namespace TokenLedger.Reporting.Queries.Efficiency;

/// <summary>A question about what was got for the tokens: caches, context windows, answers, reasoning, tools.</summary>
public sealed record EfficiencyQuery : GroupedSlice
{
    /// <summary>Groups answered when nothing else is said: the dearest.</summary>
    public const int DefaultGroups = 100;

    /// <summary>A question by model.</summary>
    public EfficiencyQuery() => Limit = DefaultGroups;
}
