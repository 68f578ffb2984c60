using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Policies;

namespace TokenLedger.Gateway.Policies.Replay;

/// <summary>What one rule would have done.</summary>
public sealed class RuleReplay
{
    internal RuleReplay(PolicyRule rule, IReadOnlyList<string> unrecorded)
    {
        Rule = rule;
        Unrecorded = unrecorded;
    }

    /// <summary>The rule.</summary>
    public PolicyRule Rule { get; }

    /// <summary>The fields it reads that the ledger does not record: they were absent.</summary>
    public IReadOnlyList<string> Unrecorded { get; }

    /// <summary>Calls it spoke of.</summary>
    public long Calls { get; internal set; }

    /// <summary>What those calls cost, as settled.</summary>
    public Usd Cost { get; internal set; }

    /// <summary>
    /// What it would have saved by itself: the whole cost of calls it refuses, the difference for another model or less
    /// output. Can be negative. What cannot be told is in <see cref="Untold"/>.
    /// </summary>
    public Usd Saved { get; internal set; }

    /// <summary>Calls of which the saving cannot be told: without a price, or not settled yet.</summary>
    public long Untold { get; internal set; }
}
