namespace TokenLedger.Gateway.Metrics;

/// <summary>How a metric's values are to be read.</summary>
public enum MetricKind
{
    /// <summary>Only grows, from 0 at the start of the process.</summary>
    Counter,

    /// <summary>What is so at the moment.</summary>
    Gauge,

    /// <summary>Counts of observations up to each bound, their sum and their number.</summary>
    Histogram,
}

/// <summary>A metric as scrapers are told of it.</summary>
/// <param name="Name">Its name, with its unit, as Prometheus wants it.</param>
/// <param name="Kind">How its values are to be read.</param>
/// <param name="Help">One sentence.</param>
/// <param name="Labels">Names of its labels; each has at most as many values as <see cref="LabelBook"/> says.</param>
public sealed record Metric(string Name, MetricKind Kind, string Help, params IReadOnlyList<string> Labels)
{
    /// <summary>For a histogram: upper bounds of its buckets, rising; one more holds what is larger.</summary>
    public IReadOnlyList<decimal> Bounds { get; init; } = [];

    /// <summary>Whether it is one of AgentLedger's, which can be left out.</summary>
    public bool IsAgentLedgers => Name.StartsWith("agentledger_", StringComparison.Ordinal);
}
