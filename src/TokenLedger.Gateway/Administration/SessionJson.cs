using System.Text.Json;
using System.Text.Json.Serialization;

namespace TokenLedger.Gateway.Administration;

/// <summary>JSON of sessions and of orders to stop them: snake_case, absent rather than null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(KillDocument))]
[JsonSerializable(typeof(KillRequest))]
[JsonSerializable(typeof(KillEntry))]
[JsonSerializable(typeof(KillList))]
[JsonSerializable(typeof(SessionList))]
public sealed partial class SessionJson : JsonSerializerContext;

/// <summary>What the control book keeps of an order; whom it stops is its name.</summary>
public sealed record KillDocument
{
    /// <summary>Within which tenant only.</summary>
    public string? Tenant { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>First instant at which it no longer holds, UTC.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>What a request to stop someone may say; it may have no body.</summary>
public sealed record KillRequest
{
    /// <summary>Why, for whoever is stopped.</summary>
    public string? Reason { get; init; }

    /// <summary>First instant at which it no longer holds; absent until it is taken back.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>An order.</summary>
/// <param name="Kind">session, agent, key, tenant or user.</param>
/// <param name="Id">Which.</param>
/// <param name="Tenant">Within which tenant only.</param>
/// <param name="Reason">Why.</param>
/// <param name="Until">First instant at which it no longer holds.</param>
/// <param name="InForce">Whether it holds now.</param>
/// <param name="EndedCalls">For a new order: calls under way that it ended.</param>
public sealed record KillEntry(
    string Kind,
    string Id,
    string? Tenant,
    string? Reason,
    DateTimeOffset? Until,
    bool InForce,
    int? EndedCalls = null
);

/// <summary>All orders.</summary>
public sealed record KillList(IReadOnlyList<KillEntry> Kills);

/// <summary>Sessions, the newest first.</summary>
/// <param name="Sessions">The sessions.</param>
/// <param name="Total">How many there are, these and those left out.</param>
public sealed record SessionList(IReadOnlyList<SessionEntry> Sessions, int Total);

/// <summary>A session. Counts and costs are of the calls since the part of the ledger that was read at the start.</summary>
public sealed record SessionEntry
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Whose.</summary>
    public string? Tenant { get; init; }

    /// <summary>The agent of its newest call.</summary>
    public string? Agent { get; init; }

    /// <summary>The user of its newest call.</summary>
    public string? User { get; init; }

    /// <summary>The feature of its newest call.</summary>
    public string? Feature { get; init; }

    /// <summary>The task of its newest call.</summary>
    public string? Task { get; init; }

    /// <summary>Whether it still goes on.</summary>
    public required bool Active { get; init; }

    /// <summary>Whether it was stopped.</summary>
    public required bool Killed { get; init; }

    /// <summary>Calls let through.</summary>
    public required long Calls { get; init; }

    /// <summary>Calls under way.</summary>
    public required int OpenCalls { get; init; }

    /// <summary>Calls refused since the start.</summary>
    public required long RefusedCalls { get; init; }

    /// <summary>What they cost, US dollars, as far as priced.</summary>
    public required string CostUsd { get; init; }

    /// <summary>Tokens of all kinds.</summary>
    public required long Tokens { get; init; }

    /// <summary>Its first call.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When something last happened.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>What was found: loop, ghost, burn_rate, agent_depth, agent_fanout.</summary>
    public required IReadOnlyList<string> Flags { get; init; }
}
