using TokenLedger.Accounting.Policies;
using TokenLedger.Gateway.Policies.Approvals;

namespace TokenLedger.Gateway.Policies;

/// <summary>What is in force at a moment; swapped as a whole.</summary>
/// <param name="Set">The rules, configured and decided at run time.</param>
/// <param name="Approvals">The approvals, also those that have ended.</param>
internal sealed record PolicySnapshot(PolicySet Set, IReadOnlyList<Approval> Approvals);
