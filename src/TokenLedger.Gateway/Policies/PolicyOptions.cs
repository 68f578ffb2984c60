using TokenLedger.Accounting.Policies;
using TokenLedger.Gateway.Policies.DecisionPoint;
using TokenLedger.Gateway.Policies.Rewriting;

namespace TokenLedger.Gateway.Policies;

/// <summary>What configuration says of policies.</summary>
public sealed record PolicyOptions
{
    /// <summary>No policies.</summary>
    public static PolicyOptions None { get; } = new();

    /// <summary>The rules, in their order. They compile; see <see cref="PolicySet.Compile"/>.</summary>
    public IReadOnlyList<PolicyRule> Rules { get; init; } = [];

    /// <summary>What rules that redact may look for.</summary>
    public IReadOnlyList<RedactionPattern> Patterns { get; init; } = [];

    /// <summary>The decision point that rules may ask; null when there is none.</summary>
    public DecisionPointOptions? DecisionPoint { get; init; }
}
