using System.Text.Json;
using System.Text.Json.Serialization;

namespace TokenLedger.Dashboard.Adjusting;

/// <summary>An adjustment as it is asked for over HTTP. Amounts are exact decimals of USD, written as strings.</summary>
public sealed record AdjustmentRequest
{
    /// <summary>The entry to correct: a settlement. Absent for an amount that concerns a scope only.</summary>
    public Guid? Corrects { get; init; }

    /// <summary>Instead of 'corrects': the call whose settlement is to be corrected.</summary>
    public Guid? Call { get; init; }

    /// <summary>The signed amount: "-0.10" takes ten cents off. Or 'lines'.</summary>
    public string? AmountUsd { get; init; }

    /// <summary>
    /// "adjustment" (what the entry cost is corrected; pricing again takes it into account) or "credit" (given back or
    /// charged beside the price; pricing again leaves it alone). Default: adjustment when an entry or call is named.
    /// </summary>
    public string? Meter { get; init; }

    /// <summary>Why, one line for people.</summary>
    public string? Reason { get; init; }

    /// <summary>Makes a repetition book nothing. The Idempotency-Key header says the same and wins.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The lines of the difference, instead of one amount.</summary>
    public IReadOnlyList<AdjustmentLineRequest>? Lines { get; init; }

    /// <summary>Whether every part of the corrected entry has a price from now on; absent says nothing about it.</summary>
    public bool? Priced { get; init; }

    /// <summary>When the entry is priced again: what its priced part comes to so far, a decimal of USD.</summary>
    public string? KnownBefore { get; init; }

    /// <summary>What the amounts come from, such as a rate book's version.</summary>
    public string? Subject { get; init; }

    /// <summary>Whether 'newest_adjustment' must still be the entry's newest.</summary>
    public bool ChecksNewest { get; init; }

    /// <summary>The newest adjustment of the entry that was taken into account; absent when there was none.</summary>
    public Guid? NewestAdjustment { get; init; }

    /// <summary>When it belongs to, if it corrects no entry. Default: now.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The provider concerned, if it corrects no entry.</summary>
    public string? Provider { get; init; }

    /// <summary>The model concerned, if it corrects no entry.</summary>
    public string? Model { get; init; }

    /// <summary>The service tier concerned, if it corrects no entry.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>The tenant concerned, if it corrects no entry.</summary>
    public string? Tenant { get; init; }

    /// <summary>The key (fingerprint) concerned, if it corrects no entry.</summary>
    public string? Key { get; init; }

    /// <summary>The feature concerned, if it corrects no entry.</summary>
    public string? Feature { get; init; }

    /// <summary>The user concerned, if it corrects no entry.</summary>
    public string? User { get; init; }

    /// <summary>The session concerned, if it corrects no entry.</summary>
    public string? Session { get; init; }

    /// <summary>The agent concerned, if it corrects no entry.</summary>
    public string? Agent { get; init; }

    /// <summary>The environment concerned, if it corrects no entry.</summary>
    public string? Environment { get; init; }

    /// <summary>The project concerned, if it corrects no entry.</summary>
    public string? Project { get; init; }

    /// <summary>The cost centre concerned, if it corrects no entry.</summary>
    public string? CostCenter { get; init; }

    /// <summary>The tags concerned, if it corrects no entry.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

/// <summary>One line of a difference; the members are those of an entry's line.</summary>
public sealed record AdjustmentLineRequest
{
    /// <summary>The meter.</summary>
    public required string Meter { get; init; }

    /// <summary>Units, an exact signed decimal.</summary>
    public required string Quantity { get; init; }

    /// <summary>"reported" (default), "counted" or "estimated".</summary>
    public string? Source { get; init; }

    /// <summary>USD per 'per' units; absent when unpriced.</summary>
    public string? Rate { get; init; }

    /// <summary>Units the rate buys.</summary>
    public long Per { get; init; }

    /// <summary>The meter whose price was used.</summary>
    public string? PricedAs { get; init; }

    /// <summary>Factors applied.</summary>
    public IReadOnlyList<string>? Multipliers { get; init; }

    /// <summary>Units billed, when they differ.</summary>
    public string? BilledQuantity { get; init; }

    /// <summary>The rate and the version of the book that priced it.</summary>
    public string? RateId { get; init; }

    /// <summary>The signed amount; absent when unpriced.</summary>
    public string? Usd { get; init; }
}

/// <summary>Several adjustments, booked in order.</summary>
public sealed record AdjustmentListRequest
{
    /// <summary>The adjustments, each with its idempotency_key; at most 500.</summary>
    public required IReadOnlyList<AdjustmentRequest> Adjustments { get; init; }
}

/// <summary>What became of an adjustment.</summary>
public sealed record AdjustmentDocument
{
    /// <summary>booked, already_booked, invalid, not_found, conflict or unavailable.</summary>
    public required string Status { get; init; }

    /// <summary>Id of the adjustment's entry.</summary>
    public Guid? Entry { get; init; }

    /// <summary>Its position in the ledger.</summary>
    public long? Sequence { get; init; }

    /// <summary>The entry it corrects.</summary>
    public Guid? Corrects { get; init; }

    /// <summary>The call it belongs to.</summary>
    public Guid? Call { get; init; }

    /// <summary>The signed amount.</summary>
    public string? AmountUsd { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>The key under which it is booked.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>One sentence when it is not booked.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the ledger has it, from now or before.</summary>
    [JsonIgnore]
    public bool IsBooked => Problem is null;

    /// <summary>The document of an outcome.</summary>
    public static AdjustmentDocument Of(AdjustmentOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return new()
        {
            Status = JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.Status.ToString()),
            Entry = outcome.Entry?.Id,
            Sequence = outcome.Sequence >= 0 ? outcome.Sequence : null,
            Corrects = outcome.Entry?.Corrects,
            Call = outcome.Entry?.Call,
            AmountUsd = outcome.Entry?.Cost?.ToString(),
            Reason = outcome.Entry?.Reason,
            IdempotencyKey = outcome.Entry?.IdempotencyKey,
            Problem = outcome.Problem,
        };
    }
}

/// <summary>What became of several.</summary>
public sealed record AdjustmentListDocument
{
    /// <summary>One outcome for each adjustment, in order.</summary>
    public required IReadOnlyList<AdjustmentDocument> Results { get; init; }
}

/// <summary>How adjustments are read and written as JSON. A member nobody knows is a slip, not to be passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(AdjustmentRequest))]
[JsonSerializable(typeof(AdjustmentListRequest))]
[JsonSerializable(typeof(AdjustmentDocument))]
[JsonSerializable(typeof(AdjustmentListDocument))]
public sealed partial class AdjustmentJson : JsonSerializerContext;
