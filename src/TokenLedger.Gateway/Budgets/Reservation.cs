using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Budgets;

/// <summary>What a call asks of the budgets that cover it.</summary>
/// <param name="Authorization">The authorization to append.</param>
/// <param name="Budgets">The budgets that cover it.</param>
internal sealed record Reservation(Entry Authorization, IReadOnlyList<Budget> Budgets)
{
    /// <summary>Why it cannot even be asked; null when it can.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>The output cap that was set for a strict hold, in tokens; null when none was.</summary>
    public long? CappedAt { get; init; }
}

/// <summary>What an attempt has reserved, for topping up.</summary>
/// <param name="Authorization">Its first authorization.</param>
/// <param name="Budgets">The budgets that cover it.</param>
internal sealed record Reserved(Entry Authorization, IReadOnlyList<Budget> Budgets);
