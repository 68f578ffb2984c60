using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Gateway.Runaway;

/// <summary>What is done about agents that run away. With no rule at all sessions are only listed.</summary>
public sealed record AgentRules
{
    /// <summary>Silence after which a session no longer counts as active. Default 30 minutes.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Most sessions kept in memory; the longest silent ones give way. Default 10,000.</summary>
    public int MostSessions { get; init; } = 10_000;

    /// <summary>Doing the same again and again; null looks for nothing.</summary>
    public LoopRule? Loop { get; init; }

    /// <summary>Spending without owner or progress; null looks for nothing.</summary>
    public GhostRule? Ghost { get; init; }

    /// <summary>How fast money and tokens may go.</summary>
    public IReadOnlyList<BurnRule> Burns { get; init; } = [];

    /// <summary>How far agents may start agents; null allows any tree.</summary>
    public TreeRule? Tree { get; init; }
}

/// <summary>What happens when a rule is broken.</summary>
public enum AgentAction
{
    /// <summary>Calls go on; their entries carry a warning.</summary>
    Warn,

    /// <summary>What breaks the rule is refused; anything else goes on.</summary>
    Block,

    /// <summary>All calls of the session, or of what was measured, are refused for a time.</summary>
    CoolDown,
}

/// <summary>Doing the same again and again within a session.</summary>
/// <param name="Threshold">Steps from which it is a loop, at least 2.</param>
public sealed record LoopRule(int Threshold)
{
    /// <summary>Within which time. Default 5 minutes.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What is done. Default warn.</summary>
    public AgentAction Action { get; init; } = AgentAction.Warn;

    /// <summary>How long a block or cool-down lasts; refused attempts do not prolong it. Default 5 minutes.</summary>
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How alike two prompts must be to count as similar, in percent, 50 to 100; a similar one counts half.</summary>
    public int SimilarPercent { get; init; } = 95;
}

/// <summary>A session that lives long and spends, and that nobody owns or that does nothing new.</summary>
/// <param name="Age">From which age.</param>
public sealed record GhostRule(TimeSpan Age)
{
    /// <summary>From how many calls. Default 50.</summary>
    public long Calls { get; init; } = 50;

    /// <summary>From which cost. Default 1 dollar.</summary>
    public Usd Cost { get; init; } = Usd.FromDecimal(1);
}

/// <summary>How fast money or tokens may go.</summary>
public sealed record BurnRule
{
    /// <summary>Its name: 1 to 64 of a–z, 0–9, '.', '_' and '-', unique.</summary>
    public required string Id { get; init; }

    /// <summary>Which calls it covers: all terms must hold. Empty covers every call.</summary>
    public IReadOnlyList<ScopeTerm> Scope { get; init; } = [];

    /// <summary>Dimensions each value of which is measured by itself. Default each session.</summary>
    public IReadOnlyList<string> Per { get; init; } = ["session"];

    /// <summary>Dollars within 60 seconds from which it trips; null for any.</summary>
    public Usd? UsdPerMinute { get; init; }

    /// <summary>Tokens within 60 seconds from which it trips; null for any.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>
    /// How many times the usual cost of a minute (the median of the past hour's minutes with spending, at least 10 of them)
    /// trips it; null for any.
    /// </summary>
    public decimal? TimesUsual { get; init; }

    /// <summary>What is done. Default cool-down.</summary>
    public AgentAction Action { get; init; } = AgentAction.CoolDown;

    /// <summary>How long a cool-down lasts. Default 5 minutes.</summary>
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>How far agents may start agents.</summary>
public sealed record TreeRule
{
    /// <summary>Most levels, the root being the first; null for any.</summary>
    public int? MostLevels { get; init; }

    /// <summary>Most different children of one agent within <see cref="Window"/>; null for any.</summary>
    public int? MostChildren { get; init; }

    /// <summary>Within which time children count. Default an hour.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What is done: warn or block. Default block.</summary>
    public AgentAction Action { get; init; } = AgentAction.Block;
}
