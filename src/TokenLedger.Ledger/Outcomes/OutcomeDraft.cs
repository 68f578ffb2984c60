using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Outcomes;

/// <summary>A business outcome as it is told.</summary>
public sealed record OutcomeDraft
{
    /// <summary>What was achieved or not ("ticket_resolved").</summary>
    public required string Name { get; init; }

    /// <summary>Whether it was achieved.</summary>
    public required bool Success { get; init; }

    /// <summary>Whose work it was; the session must be named.</summary>
    public required Attribution Attribution { get; init; }

    /// <summary>What it is worth; null when nobody says.</summary>
    public Usd? Value { get; init; }

    /// <summary>When it came about; null for now.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>What makes it the same outcome when it is told again; null for one that is not told again.</summary>
    public string? Key { get; init; }
}
