using System.Collections.Frozen;

namespace TokenLedger.Gateway.Attribution;

/// <summary>The parts of an attribution that a header can name.</summary>
public enum AttributionPart
{
    /// <summary>Product feature.</summary>
    Feature,

    /// <summary>The human.</summary>
    User,

    /// <summary>The workflow.</summary>
    Session,

    /// <summary>The calling agent.</summary>
    Agent,

    /// <summary>The agent that started it.</summary>
    ParentAgent,

    /// <summary>The task.</summary>
    Task,

    /// <summary>The step.</summary>
    Step,

    /// <summary>Deployment environment.</summary>
    Environment,

    /// <summary>Project.</summary>
    Project,

    /// <summary>Cost centre.</summary>
    CostCenter,

    /// <summary>Tenant.</summary>
    Tenant,

    /// <summary>A retry's key.</summary>
    IdempotencyKey,

    /// <summary>The session ends with this call.</summary>
    SessionEnd,
}

/// <summary>The headers that are ours (or AgentLedger's): read, validated, and never forwarded.</summary>
public static class OwnHeaders
{
    /// <summary>Every header that begins so is ours.</summary>
    public const string Prefix = "X-TokenLedger-";

    /// <summary>Headers that begin so carry a tag; the rest is its name.</summary>
    public const string TagPrefix = "X-TokenLedger-Tag-";

    /// <summary>The call's id, on every answer.</summary>
    public const string Call = "X-TokenLedger-Call";

    /// <summary>The cost in USD, or "unpriced", on unstreamed answers.</summary>
    public const string CostUsd = "X-TokenLedger-Cost-Usd";

    /// <summary>What budgets have to say to a call that passed.</summary>
    public const string BudgetWarning = "X-TokenLedger-Budget-Warning";

    /// <summary>The settlement's entry id, on unstreamed answers.</summary>
    public const string Entry = "X-TokenLedger-Entry";

    /// <summary>How many upstream attempts the call had, on answers to calls that had more than one.</summary>
    public const string Attempts = "X-TokenLedger-Attempts";

    /// <summary>The policies that warn of a call which went on, by name.</summary>
    public const string PolicyWarning = "X-TokenLedger-Policy-Warning";

    private static readonly FrozenDictionary<string, AttributionPart> s_parts = new Dictionary<string, AttributionPart>(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["X-TokenLedger-Feature"] = AttributionPart.Feature,
        ["X-TokenLedger-User"] = AttributionPart.User,
        ["X-TokenLedger-Session"] = AttributionPart.Session,
        ["X-TokenLedger-Agent"] = AttributionPart.Agent,
        ["X-TokenLedger-Parent-Agent"] = AttributionPart.ParentAgent,
        ["X-TokenLedger-Task"] = AttributionPart.Task,
        ["X-TokenLedger-Step"] = AttributionPart.Step,
        ["X-TokenLedger-Environment"] = AttributionPart.Environment,
        ["X-TokenLedger-Project"] = AttributionPart.Project,
        ["X-TokenLedger-Cost-Center"] = AttributionPart.CostCenter,
        ["X-TokenLedger-Tenant"] = AttributionPart.Tenant,
        ["X-TokenLedger-Idempotency-Key"] = AttributionPart.IdempotencyKey,
        ["X-TokenLedger-Session-End"] = AttributionPart.SessionEnd,
        ["X-Agent-Id"] = AttributionPart.Agent,
        ["X-Agent-Session"] = AttributionPart.Session,
        ["X-Agent-User"] = AttributionPart.User,
        ["X-Agent-Task"] = AttributionPart.Task,
        ["X-Agent-Session-End"] = AttributionPart.SessionEnd,
        ["X-AgentLedger-Tenant"] = AttributionPart.Tenant,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, AttributionPart> s_parameters = new Dictionary<
        string,
        AttributionPart
    >(StringComparer.Ordinal)
    {
        ["_agent_id"] = AttributionPart.Agent,
        ["_agent_session"] = AttributionPart.Session,
        ["_agent_user"] = AttributionPart.User,
        ["_agent_task"] = AttributionPart.Task,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether a request header is ours and must not reach the upstream.</summary>
    public static bool IsOurs(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // All of them begin with "X-": most headers are dismissed by their first character.
        return name.Length > 2
            && name[0] is 'X' or 'x'
            && (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || s_parts.ContainsKey(name));
    }

    /// <summary>The part that a header names; false for a tag, and for an unknown header.</summary>
    public static bool TryGetPart(string name, out AttributionPart part) => s_parts.TryGetValue(name, out part);

    /// <summary>The part that a query parameter of AgentLedger's names.</summary>
    public static bool TryGetParameter(string name, out AttributionPart part) =>
        s_parameters.TryGetValue(name, out part);
}
