namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>What a session, an agent or a step comes to.</summary>
/// <param name="Costs">Calls, tokens and money.</param>
/// <param name="Failed">Those of the calls that ended without the answer they were made for.</param>
/// <param name="FirstAt">When the first call began, UTC; null when there is no call, only adjustments.</param>
/// <param name="LastAt">When the last call began, UTC.</param>
public sealed record SessionFigures(CostFigures Costs, long Failed, DateTimeOffset? FirstAt, DateTimeOffset? LastAt)
{
    /// <summary>Nothing.</summary>
    public static SessionFigures None { get; } = new(CostFigures.None, 0, null, null);

    /// <summary>All tokens.</summary>
    public long Tokens
    {
        get
        {
            Projections.TokenCounts tokens = Costs.Tokens;
            return tokens.Input + tokens.Cached + tokens.Written + tokens.Output + tokens.Reasoning;
        }
    }

    /// <summary>Both together.</summary>
    public static SessionFigures operator +(SessionFigures left, SessionFigures right) =>
        new(
            left.Costs + right.Costs,
            left.Failed + right.Failed,
            Lesser(left.FirstAt, right.FirstAt),
            Greater(left.LastAt, right.LastAt)
        );

    private static DateTimeOffset? Lesser(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null || right < left ? right ?? left : left;

    private static DateTimeOffset? Greater(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null || right > left ? right ?? left : left;
}
