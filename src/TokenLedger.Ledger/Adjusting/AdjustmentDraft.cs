using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Adjusting;

/// <summary>An adjustment as it is asked for; what it becomes depends on the entry it corrects.</summary>
public sealed record AdjustmentDraft
{
    /// <summary>What makes it the same adjustment when it is asked for again; see <see cref="AdjustmentKey"/>.</summary>
    public required string Key { get; init; }

    /// <summary>Why, for people; at most <see cref="AdjustmentEntry.LongestReason"/> characters.</summary>
    public required string Reason { get; init; }

    /// <summary>The lines of the difference: amounts and quantities are signed, and their sum is the adjustment.</summary>
    public required IReadOnlyList<LineItem> Lines { get; init; }

    /// <summary>The entry corrected; null with <see cref="CorrectsCall"/> or for an amount that concerns a scope.</summary>
    public Guid? Corrects { get; init; }

    /// <summary>The call whose one settlement is corrected, where the entry is not known.</summary>
    public Guid? CorrectsCall { get; init; }

    /// <summary>
    /// The newest adjustment of the entry that was taken into account; null when there was none. Only looked at with
    /// <see cref="ChecksNewest"/>.
    /// </summary>
    public Guid? Newest { get; init; }

    /// <summary>
    /// Whether the adjustment is a difference to a known state, and must not be booked when the entry was adjusted after
    /// <see cref="Newest"/>.
    /// </summary>
    public bool ChecksNewest { get; init; }

    /// <summary>Whether every part of the corrected entry has a price from now on; null says nothing about it.</summary>
    public bool? Priced { get; init; }

    /// <summary>
    /// When an entry is priced again: what its priced part comes to so far. A budget that debited an unpriced entry at its
    /// ceiling takes the price in the ceiling's place.
    /// </summary>
    public Usd? KnownBefore { get; init; }

    /// <summary>What the amounts come from (a rate book's version, an export of the provider); null when a person.</summary>
    public string? Subject { get; init; }

    /// <summary>What it concerns when it corrects no entry: who, and below the provider and the model.</summary>
    public Attribution Attribution { get; init; } = Attribution.None;

    /// <summary>The provider concerned, when it corrects no entry.</summary>
    public string? Provider { get; init; }

    /// <summary>The model concerned, when it corrects no entry.</summary>
    public string? Model { get; init; }

    /// <summary>The service tier concerned, when it corrects no entry; null for the standard one.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>
    /// The instant whose period it belongs to, when it corrects no entry; null for now. An adjustment of an entry always
    /// belongs to that entry's instant.
    /// </summary>
    public DateTimeOffset? OccurredAt { get; init; }
}
