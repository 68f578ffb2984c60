namespace TokenLedger.Gateway.Metrics;

/// <summary>Who may read <c>/metrics</c>, and what is on it.</summary>
public sealed record MetricsOptions
{
    /// <summary>
    /// Let anyone who reaches the port read them, without a token. Default false. They name providers, models, budgets and
    /// fingerprints of keys.
    /// </summary>
    public bool Public { get; init; }

    /// <summary>Also write AgentLedger's seven names, for its dashboards. Default true.</summary>
    public bool AgentLedger { get; init; } = true;
}
