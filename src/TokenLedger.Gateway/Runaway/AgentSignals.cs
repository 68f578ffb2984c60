namespace TokenLedger.Gateway.Runaway;

/// <summary>What entries say of agents that run away: as a warning, or as the code of a refusal.</summary>
public static class AgentSignals
{
    /// <summary>The same again and again; the refusal's code is "loop_detected".</summary>
    public const string Loop = "loop";

    /// <summary>Spending without owner or progress; only a warning.</summary>
    public const string Ghost = "ghost";

    /// <summary>Money or tokens go too fast.</summary>
    public const string BurnRate = "burn_rate";

    /// <summary>Too many levels of agents.</summary>
    public const string Depth = "agent_depth";

    /// <summary>Too many children of one agent.</summary>
    public const string Fanout = "agent_fanout";

    /// <summary>All of them.</summary>
    public static IReadOnlySet<string> All { get; } = new HashSet<string> { Loop, Ghost, BurnRate, Depth, Fanout };
}
