namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>What a session, an agent or a step comes to.</summary>
/// <param name="Costs">Calls, tokens and money.</param>
/// <param name="FirstAt">When the first call began, UTC; null when there is no call, only adjustments.</param>
/// <param name="LastAt">When the last call began, UTC.</param>
public sealed record SessionFigures(CostFigures Costs, DateTimeOffset? FirstAt, DateTimeOffset? LastAt)
{
    /// <summary>Nothing.</summary>
    public static SessionFigures None { get; } = new(CostFigures.None, null, null);

    /// <summary>All tokens.</summary>
    public long Tokens => Costs.Tokens.Total;

    /// <summary>Those of the calls that ended without the answer they were made for.</summary>
    public long Failed => Costs.Failed;

    /// <summary>Both together.</summary>
    public static SessionFigures operator +(SessionFigures left, SessionFigures right) =>
        new(left.Costs + right.Costs, Lesser(left.FirstAt, right.FirstAt), Greater(left.LastAt, right.LastAt));

    private static DateTimeOffset? Lesser(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null || right < left ? right ?? left : left;

    private static DateTimeOffset? Greater(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null || right > left ? right ?? left : left;
}
