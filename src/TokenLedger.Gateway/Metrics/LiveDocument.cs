using System.Text.Json;
using System.Text.Json.Serialization;
using TokenLedger.Gateway.Administration;

namespace TokenLedger.Gateway.Metrics;

/// <summary>What goes on now: the last minute, and what is open.</summary>
public sealed record LiveDocument
{
    /// <summary>When it was so, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Entries in the ledger.</summary>
    public required long AsOfEntry { get; init; }

    /// <summary>Whether the ledger can be written.</summary>
    public required bool LedgerWorks { get; init; }

    /// <summary>Seconds that the sums below are of.</summary>
    public required int WindowSeconds { get; init; }

    /// <summary>Settled within the window, US dollars, exact.</summary>
    public required string CostUsd { get; init; }

    /// <summary>The same by second, the oldest first.</summary>
    public required IReadOnlyList<string> CostBySecondUsd { get; init; }

    /// <summary>Requests to providers that ended.</summary>
    public required long Requests { get; init; }

    /// <summary>Those of them that failed.</summary>
    public required long Failed { get; init; }

    /// <summary>Calls that were refused.</summary>
    public required long Refused { get; init; }

    /// <summary>Tokens of all kinds.</summary>
    public required decimal Tokens { get; init; }

    /// <summary>Calls under way.</summary>
    public required int OpenCalls { get; init; }

    /// <summary>What they hold at most, US dollars.</summary>
    public required string HeldUsd { get; init; }

    /// <summary>Sessions that go on, all of them.</summary>
    public required int ActiveSessions { get; init; }

    /// <summary>By provider and model, the dearest first.</summary>
    public required IReadOnlyList<LiveModel> Models { get; init; }

    /// <summary>The fullest accounts of budgets.</summary>
    public required IReadOnlyList<LiveBudget> Budgets { get; init; }

    /// <summary>Who refused, the most first.</summary>
    public required IReadOnlyList<LiveRefusal> Refusals { get; init; }

    /// <summary>The sessions that go on, the dearest first.</summary>
    public required IReadOnlyList<SessionEntry> Sessions { get; init; }
}

/// <summary>A model within the window.</summary>
public sealed record LiveModel(
    string Provider,
    string Model,
    long Requests,
    long Failed,
    decimal Tokens,
    string CostUsd
);

/// <summary>An account of a budget.</summary>
/// <param name="Budget">The budget.</param>
/// <param name="Member">Whose account; empty for the only one.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Limit">How much may be used.</param>
/// <param name="Used">How much was.</param>
/// <param name="Held">How much open calls hold.</param>
/// <param name="UsedRatio">Used part, rounded to a thousandth.</param>
public sealed record LiveBudget(
    string Budget,
    string Member,
    string Unit,
    string Limit,
    string Used,
    string Held,
    decimal UsedRatio
);

/// <summary>Calls that something refused.</summary>
public sealed record LiveRefusal(string Reason, string Rule, long Calls);

/// <summary>JSON of what goes on now.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(LiveDocument))]
public sealed partial class LiveJson : JsonSerializerContext;
