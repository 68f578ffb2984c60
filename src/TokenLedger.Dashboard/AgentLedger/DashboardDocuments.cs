using System.Text.Json.Serialization;

namespace TokenLedger.Dashboard.AgentLedger;

/// <summary>What today and this month came to, in AgentLedger's form: amounts are numbers there.</summary>
public sealed record SummaryDocument(
    [property: JsonPropertyName("today_spend_usd")] decimal TodaySpendUsd,
    [property: JsonPropertyName("month_spend_usd")] decimal MonthSpendUsd,
    [property: JsonPropertyName("today_requests")] long TodayRequests,
    [property: JsonPropertyName("active_sessions")] long ActiveSessions
);

/// <summary>What happened in a period.</summary>
public sealed record CostPoint(
    [property: JsonPropertyName("Timestamp")] DateTimeOffset Timestamp,
    [property: JsonPropertyName("CostUSD")] decimal CostUsd,
    [property: JsonPropertyName("Requests")] long Requests
);

/// <summary>The tokens of a period.</summary>
public sealed record TokenPoint(
    [property: JsonPropertyName("Timestamp")] DateTimeOffset Timestamp,
    [property: JsonPropertyName("InputTokens")] long InputTokens,
    [property: JsonPropertyName("OutputTokens")] long OutputTokens
);

/// <summary>A group of calls. Members that the group does not tell are empty, never those of some call in it.</summary>
public sealed record CostGroup(
    [property: JsonPropertyName("Provider")] string Provider,
    [property: JsonPropertyName("Model")] string Model,
    [property: JsonPropertyName("APIKeyHash")] string ApiKeyHash,
    [property: JsonPropertyName("AgentID")] string AgentId,
    [property: JsonPropertyName("SessionID")] string SessionId,
    [property: JsonPropertyName("Requests")] long Requests,
    [property: JsonPropertyName("InputTokens")] long InputTokens,
    [property: JsonPropertyName("OutputTokens")] long OutputTokens,
    [property: JsonPropertyName("TotalCostUSD")] decimal TotalCostUsd
);

/// <summary>A session that goes on.</summary>
public sealed record ActiveSession(
    [property: JsonPropertyName("ID")] string Id,
    [property: JsonPropertyName("AgentID")] string AgentId,
    [property: JsonPropertyName("UserID")] string UserId,
    [property: JsonPropertyName("Task")] string Task,
    [property: JsonPropertyName("StartedAt")] DateTimeOffset StartedAt,
    [property: JsonPropertyName("EndedAt"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? EndedAt,
    [property: JsonPropertyName("Status")] string Status,
    [property: JsonPropertyName("CallCount")] long CallCount,
    [property: JsonPropertyName("TotalCostUSD")] decimal TotalCostUsd,
    [property: JsonPropertyName("TotalTokens")] long TotalTokens
);

/// <summary>A session, whether it goes on or not.</summary>
public sealed record PastSession(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("agent_id")] string AgentId,
    [property: JsonPropertyName("user_id")] string UserId,
    [property: JsonPropertyName("task")] string Task,
    [property: JsonPropertyName("started_at")] DateTimeOffset StartedAt,
    [property: JsonPropertyName("ended_at"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? EndedAt,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("call_count")] long CallCount,
    [property: JsonPropertyName("total_cost_usd")] decimal TotalCostUsd,
    [property: JsonPropertyName("total_tokens")] long TotalTokens
);

/// <summary>A dear call.</summary>
public sealed record ExpensiveCall(
    [property: JsonPropertyName("timestamp")] DateTimeOffset Timestamp,
    [property: JsonPropertyName("provider")] string Provider,
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("agent_id")] string AgentId,
    [property: JsonPropertyName("input_tokens")] long InputTokens,
    [property: JsonPropertyName("output_tokens")] long OutputTokens,
    [property: JsonPropertyName("cost_usd")] decimal CostUsd,
    [property: JsonPropertyName("duration_ms")] long DurationMs
);

/// <summary>Requests as a whole.</summary>
/// <param name="TotalRequests">Calls that ended, and those not allowed.</param>
/// <param name="ErrorRequests">Those of them that failed or were not allowed.</param>
/// <param name="ErrorRate">Their part of all, 0 to 1.</param>
/// <param name="Count429">Those answered 429.</param>
/// <param name="Count5xx">Those answered with a status of 500 or more.</param>
/// <param name="AvgDurationMs">The mean time of those whose time is known.</param>
/// <param name="AvgCostPerRequest">Their cost divided by their number.</param>
public sealed record StatsDocument(
    [property: JsonPropertyName("total_requests")] long TotalRequests,
    [property: JsonPropertyName("error_requests")] long ErrorRequests,
    [property: JsonPropertyName("error_rate")] decimal ErrorRate,
    [property: JsonPropertyName("count_429")] long Count429,
    [property: JsonPropertyName("count_5xx")] long Count5xx,
    [property: JsonPropertyName("avg_duration_ms")] decimal AvgDurationMs,
    [property: JsonPropertyName("avg_cost_per_request")] decimal AvgCostPerRequest
);

/// <summary>How long calls took.</summary>
public sealed record TimesDocument(
    [property: JsonPropertyName("p50_ms")] long P50Ms,
    [property: JsonPropertyName("p90_ms")] long P90Ms,
    [property: JsonPropertyName("p99_ms")] long P99Ms,
    [property: JsonPropertyName("buckets")] IReadOnlyList<TimeBucket> Buckets
);

/// <summary>Calls that took about as long.</summary>
public sealed record TimeBucket(
    [property: JsonPropertyName("label")] string Label,
    [property: JsonPropertyName("count")] long Count
);

/// <summary>How these are written as JSON.</summary>
[JsonSerializable(typeof(SummaryDocument))]
[JsonSerializable(typeof(IReadOnlyList<CostPoint>))]
[JsonSerializable(typeof(IReadOnlyList<TokenPoint>))]
[JsonSerializable(typeof(IReadOnlyList<CostGroup>))]
[JsonSerializable(typeof(IReadOnlyList<ActiveSession>))]
[JsonSerializable(typeof(IReadOnlyList<PastSession>))]
[JsonSerializable(typeof(IReadOnlyList<ExpensiveCall>))]
[JsonSerializable(typeof(StatsDocument))]
[JsonSerializable(typeof(TimesDocument))]
internal sealed partial class DashboardJson : JsonSerializerContext;
