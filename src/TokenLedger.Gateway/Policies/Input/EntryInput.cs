using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Policies;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Policies.Input;

/// <summary>What an authorization recorded of a call, as rules see it. What was not recorded is absent.</summary>
/// <param name="authorization">The call's first authorization.</param>
public sealed class EntryInput(Entry authorization) : IPolicyInput
{
    private static readonly HashSet<InputField> s_unrecorded =
    [
        InputField.HttpMethod,
        InputField.HttpPath,
        InputField.HttpHeader,
        InputField.ClientIp,
        InputField.Roles,
        InputField.MaxOutputTokens,
        InputField.EstimatedInputTokens,
        InputField.EstimatedCostUsd,
        InputField.Tools,
        InputField.Modalities,
        InputField.ServiceTier,
        InputField.BudgetLimitUsd,
        InputField.BudgetSpentUsd,
        InputField.BudgetHeldUsd,
        InputField.BudgetRemainingUsd,
        InputField.BudgetUsedPercent,
        InputField.BudgetTokens,
        InputField.BudgetCalls,
    ];

    /// <summary>Whether entries record a field.</summary>
    public static bool Records(InputField field) => !s_unrecorded.Contains(field);

    /// <inheritdoc/>
    public PolicyValue Read(InputField field, string? name)
    {
        TokenLedger.Ledger.Entries.Attribution attribution = authorization.Attribution;
        return field switch
        {
            InputField.KeyId => PolicyValue.Of(attribution.Key),
            InputField.Tenant => PolicyValue.Of(attribution.Tenant),
            InputField.UserId => PolicyValue.Of(attribution.User),
            InputField.Provider => PolicyValue.Of(authorization.Provider),
            InputField.Upstream => PolicyValue.Of(authorization.Upstream ?? authorization.Provider),
            InputField.Model => PolicyValue.Of(authorization.ModelRequested),
            InputField.Api => PolicyValue.Of(authorization.Api),
            InputField.Operation => PolicyValue.Of(authorization.Api is { } api ? OperationName.Of(api) : null),
            InputField.Billable => PolicyValue.Of((bool?)(authorization.Hold is not null)),
            InputField.Stream => PolicyValue.Of((bool?)(authorization.Streamed is true)),
            InputField.MaxCostUsd => PolicyValue.Of(Dollars(authorization.Hold?.Amount)),
            InputField.ToolCount => PolicyValue.Of((decimal?)authorization.ToolsOffered),
            InputField.AgentId => PolicyValue.Of(attribution.Agent),
            InputField.AgentParentId => PolicyValue.Of(attribution.ParentAgent),
            InputField.AgentRootId => PolicyValue.Of(attribution.RootAgent),
            InputField.AgentDepth => PolicyValue.Of(AttributedFields.Depth(attribution)),
            InputField.SessionId => PolicyValue.Of(attribution.Session),
            InputField.Task => PolicyValue.Of(attribution.Task),
            InputField.Step => PolicyValue.Of(attribution.Step),
            InputField.Tag => PolicyValue.Of(AttributedFields.Tag(attribution, name!)),
            InputField.Claimed => PolicyValue.Of(attribution.Claimed),
            InputField.Time or InputField.Hour or InputField.Weekday => PolicyTime.Part(
                field,
                authorization.OccurredAt
            ),
            _ => PolicyValue.Absent,
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names(InputField field) =>
        field == InputField.Tag ? AttributedFields.Tags(authorization.Attribution) : [];

    internal static decimal? Dollars(Usd? amount) =>
        amount is { } usd && Int128.Abs(usd.Pico) < long.MaxValue ? (decimal)(long)usd.Pico / Usd.PicoPerDollar : null;
}
