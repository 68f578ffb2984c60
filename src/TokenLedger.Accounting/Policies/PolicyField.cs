namespace TokenLedger.Accounting.Policies;

/// <summary>The members of the input document, as <see cref="PolicyFields"/> describes them.</summary>
public enum InputField
{
#pragma warning disable CS1591 // each is described by its row in PolicyFields
    HttpMethod,
    HttpPath,
    HttpHeader,
    ClientIp,
    KeyId,
    Tenant,
    UserId,
    Roles,
    Provider,
    Upstream,
    Model,
    Api,
    Operation,
    Billable,
    Stream,
    MaxOutputTokens,
    EstimatedInputTokens,
    EstimatedCostUsd,
    MaxCostUsd,
    Tools,
    ToolCount,
    Modalities,
    ServiceTier,
    AgentId,
    AgentParentId,
    AgentRootId,
    AgentDepth,
    SessionId,
    Task,
    Step,
    Tag,
    Claimed,
    BudgetLimitUsd,
    BudgetSpentUsd,
    BudgetHeldUsd,
    BudgetRemainingUsd,
    BudgetUsedPercent,
    BudgetTokens,
    BudgetCalls,
    Time,
    Hour,
    Weekday,
#pragma warning restore CS1591
}

/// <summary>A member of the input document.</summary>
/// <param name="Id">Which.</param>
/// <param name="Path">How conditions and documents name it; "&lt;name&gt;" stands for a name of the operator's own.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Meaning">What it says, with its unit; for people.</param>
public sealed record PolicyField(InputField Id, string Path, PolicyType Type, string Meaning)
{
    /// <summary>Where a free name stands in a path.</summary>
    public const string FreeName = "<name>";

    /// <summary>The steps of the path.</summary>
    public IReadOnlyList<string> Steps { get; } = Path.Split('.');

    /// <summary>Whether a name of the operator's own is part of the path.</summary>
    public bool IsNamed => Steps.Contains(FreeName);
}

/// <summary>A field with its free name filled in.</summary>
/// <param name="Field">The field.</param>
/// <param name="Name">The name that stands for "&lt;name&gt;"; null for fields without one.</param>
public sealed record FieldReference(PolicyField Field, string? Name)
{
    /// <summary>The path as it is written.</summary>
    public string Path =>
        Name is null ? Field.Path : Field.Path.Replace(PolicyField.FreeName, Name, StringComparison.Ordinal);
}
