using TokenLedger.Ledger.Entries;

namespace TokenLedger.Dashboard.Adjusting;

/// <summary>What became of an adjustment that was asked for.</summary>
public enum AdjustmentStatus
{
    /// <summary>It is in the ledger now.</summary>
    Booked,

    /// <summary>The same one was in the ledger before; nothing was written.</summary>
    AlreadyBooked,

    /// <summary>It makes no sense; see the problem. Asking again does not help.</summary>
    Invalid,

    /// <summary>The entry or call to correct is not in the ledger.</summary>
    NotFound,

    /// <summary>The key was used for another adjustment, or the entry was adjusted in the meantime.</summary>
    Conflict,

    /// <summary>The ledger or its views cannot be used now; nothing was acknowledged. Ask again, with the same key.</summary>
    Unavailable,
}

/// <summary>The outcome of one draft.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Entry">The entry as booked, now or before; null when there is none.</param>
/// <param name="Sequence">Its position; -1 when there is none.</param>
/// <param name="Problem">One sentence when it is not booked.</param>
public sealed record AdjustmentOutcome(AdjustmentStatus Status, Entry? Entry, long Sequence, string? Problem)
{
    /// <summary>Whether the ledger has it, from now or before.</summary>
    public bool IsBooked => Status is AdjustmentStatus.Booked or AdjustmentStatus.AlreadyBooked;

    internal static AdjustmentOutcome Refused(AdjustmentStatus status, string problem) =>
        new(status, null, -1, problem);
}
