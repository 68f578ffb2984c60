using TokenLedger.Ledger.Entries;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>One adjustment of a call; its lines are among the call's lines.</summary>
public sealed record CallAdjustment
{
    /// <summary>Its position in the ledger.</summary>
    public required long Sequence { get; init; }

    /// <summary>Id of its entry.</summary>
    public required Guid Entry { get; init; }

    /// <summary>When it was booked, UTC.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The entry it corrects.</summary>
    public Guid? Corrects { get; init; }

    /// <summary>The signed amount, USD, exact.</summary>
    public required string AmountUsd { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>What the amounts come from, such as a rate book's version; absent when a person booked it.</summary>
    public string? Subject { get; init; }

    /// <summary>The document of an adjustment.</summary>
    public static CallAdjustment Of(long sequence, Entry entry) =>
        new()
        {
            Sequence = sequence,
            Entry = entry.Id,
            RecordedAt = entry.RecordedAt,
            Corrects = entry.Corrects,
            AmountUsd = (entry.KnownCost ?? entry.Cost ?? default).ToString(),
            Reason = entry.Reason,
            Subject = entry.Subject,
        };
}
