using System.Text.Json.Serialization;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Dashboard.Outcomes;

/// <summary>A business outcome as it is told over HTTP.</summary>
public sealed record OutcomeRequest
{
    /// <summary>The session whose work it was. Required.</summary>
    public string? Session { get; init; }

    /// <summary>What was achieved or not, such as "ticket_resolved". Required.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it was achieved. Required.</summary>
    public bool? Success { get; init; }

    /// <summary>What it is worth, an exact decimal of USD as a string.</summary>
    public string? ValueUsd { get; init; }

    /// <summary>When it came about. Default: now.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The same key within a tenant is the same outcome. The Idempotency-Key header says the same and wins.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The tenant of the session.</summary>
    public string? Tenant { get; init; }

    /// <summary>The agent.</summary>
    public string? Agent { get; init; }

    /// <summary>The feature.</summary>
    public string? Feature { get; init; }

    /// <summary>The task.</summary>
    public string? Task { get; init; }

    /// <summary>The user.</summary>
    public string? User { get; init; }

    /// <summary>The environment.</summary>
    public string? Environment { get; init; }

    /// <summary>The project.</summary>
    public string? Project { get; init; }

    /// <summary>The cost centre.</summary>
    public string? CostCenter { get; init; }

    /// <summary>Free tags.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

/// <summary>An outcome as it stands in the ledger.</summary>
public sealed record OutcomeDocument
{
    /// <summary>"booked", or "already_booked" when the same key was told before.</summary>
    public required string Status { get; init; }

    /// <summary>The id of its entry.</summary>
    public required Guid Entry { get; init; }

    /// <summary>The position of its entry in the ledger.</summary>
    public required long Sequence { get; init; }

    /// <summary>The session.</summary>
    public required string Session { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it was achieved.</summary>
    public required bool Success { get; init; }

    /// <summary>What it is worth.</summary>
    public string? ValueUsd { get; init; }

    /// <summary>When it came about.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The key it was told with.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>The document of an entry.</summary>
    public static OutcomeDocument Of(Entry entry, long sequence, bool isNew)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new()
        {
            Status = isNew ? "booked" : "already_booked",
            Entry = entry.Id,
            Sequence = sequence,
            Session = entry.Attribution.Session ?? "",
            Name = entry.Name ?? "",
            Success = entry.Success ?? false,
            ValueUsd = entry.Value?.ToString(),
            OccurredAt = entry.OccurredAt,
            IdempotencyKey = entry.IdempotencyKey,
            Tenant = entry.Attribution.Tenant,
        };
    }
}

/// <summary>How outcomes are read and written as JSON. A member nobody knows is a slip, not to be passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(OutcomeRequest))]
[JsonSerializable(typeof(OutcomeDocument))]
public sealed partial class OutcomeJson : JsonSerializerContext;
