using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Policies;
using TokenLedger.Accounting.Tokens;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Ledger;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Policies.Input;

/// <summary>A running call as rules see it. What costs work (estimates, tools, balances) is looked up when it is first read.</summary>
/// <param name="call">The call, after its body was read.</param>
/// <param name="pricing">What bounds its cost.</param>
/// <param name="rates">What prices it.</param>
/// <param name="ledger">Whose balances are read.</param>
internal sealed class CallInput(InferenceCall call, CallPricing pricing, RatesInForce rates, ILedger ledger)
    : IPolicyInput
{
    private static readonly string[] s_virtualKey = ["virtual_key"];
    private static readonly string[] s_providerKey = ["provider_key"];

    private long? _inputTokens;
    private PromptFacts? _prompt;
    private Dictionary<string, BudgetInput>? _budgets;

    /// <inheritdoc/>
    public PolicyValue Read(InputField field, string? name)
    {
        LedgerAttribution attribution = call.Attribution;
        return field switch
        {
            InputField.HttpMethod => PolicyValue.Of(call.Http.Request.Method),
            InputField.HttpPath => PolicyValue.Of(call.Http.Request.Path.Value),
            InputField.HttpHeader => PolicyValue.Of(Header(name!)),
            InputField.ClientIp => PolicyValue.Of(call.Http.Connection.RemoteIpAddress?.ToString()),
            InputField.KeyId => PolicyValue.Of(attribution.Key),
            InputField.Tenant => PolicyValue.Of(attribution.Tenant),
            InputField.UserId => PolicyValue.Of(attribution.User),
            InputField.Roles => PolicyValue.Of(Roles),
            InputField.Provider => PolicyValue.Of(call.Upstream.Options.Provider),
            InputField.Upstream => PolicyValue.Of(call.Upstream.Options.Name),
            InputField.Model => PolicyValue.Of(call.ModelMeant ?? call.ModelAsked),
            InputField.Api => PolicyValue.Of(call.Route.Api),
            InputField.Operation => PolicyValue.Of(OperationName.Of(call.Route.Api)),
            InputField.Billable => PolicyValue.Of(
                (bool?)(call.Route.Kind is RouteKind.Inference or RouteKind.Unmetered)
            ),
            InputField.Stream => PolicyValue.Of((bool?)call.Streamed),
            InputField.MaxOutputTokens => PolicyValue.Of((decimal?)call.Reading.MaxOutputTokens),
            InputField.EstimatedInputTokens => PolicyValue.Of((decimal?)InputTokens),
            InputField.EstimatedCostUsd => PolicyValue.Of(EntryInput.Dollars(EstimatedCost())),
            InputField.MaxCostUsd => PolicyValue.Of(EntryInput.Dollars(pricing.HoldFor(call)?.Amount)),
            InputField.Tools => PolicyValue.Of(call.Reading.ToolsOffered is null ? null : Prompt.Tools),
            InputField.ToolCount => PolicyValue.Of((decimal?)call.Reading.ToolsOffered),
            InputField.Modalities => PolicyValue.Of(Prompt.Modalities),
            InputField.ServiceTier => PolicyValue.Of(ServiceTier()),
            InputField.AgentId => PolicyValue.Of(attribution.Agent),
            InputField.AgentParentId => PolicyValue.Of(attribution.ParentAgent),
            InputField.AgentRootId => PolicyValue.Of(attribution.RootAgent),
            InputField.AgentDepth => PolicyValue.Of(AttributedFields.Depth(attribution)),
            InputField.SessionId => PolicyValue.Of(attribution.Session),
            InputField.Task => PolicyValue.Of(attribution.Task),
            InputField.Step => PolicyValue.Of(attribution.Step),
            InputField.Tag => PolicyValue.Of(AttributedFields.Tag(attribution, name!)),
            InputField.Claimed => PolicyValue.Of(attribution.Claimed),
            InputField.Time or InputField.Hour or InputField.Weekday => PolicyTime.Part(field, call.ArrivedAt),
            >= InputField.BudgetLimitUsd and <= InputField.BudgetCalls => Budget(name!).Read(field),
            _ => PolicyValue.Absent,
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names(InputField field) =>
        field switch
        {
            InputField.HttpHeader => [.. PolicyFields.Headers.Where(name => Header(name) is not null)],
            InputField.Tag => AttributedFields.Tags(call.Attribution),
            _ => [],
        };

    private string[] Roles =>
        call.VirtualKey is not null ? s_virtualKey
        : call.Attribution.Key is not null ? s_providerKey
        : [];

    private PromptFacts Prompt => _prompt ??= PromptFacts.Of(call.MeantBytes);

    private long InputTokens =>
        _inputTokens ??= PromptEstimate.Count(call.Upstream.Options.Provider, call.ModelMeant, call.MeantBytes);

    private string? Header(string name) =>
        call.Http.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    private Usd? EstimatedCost()
    {
        if (call.Route.Kind != RouteKind.Inference || pricing.HoldFor(call) is not { } bound)
        {
            return null;
        }

        return (call.Rates ??= rates.Book).WorstCase(
            call.Upstream.Options.Provider,
            call.ModelMeant,
            call.ArrivedAt,
            Math.Min(InputTokens, bound.InputTokens),
            bound.OutputTokens,
            call.Conditions
        );
    }

    private string? ServiceTier()
    {
        foreach (KeyValuePair<string, string> fact in call.Reading.Conditions)
        {
            if (fact.Key == "service_tier")
            {
                return fact.Value;
            }
        }

        return null;
    }

    private BudgetInput Budget(string id)
    {
        _budgets ??= new(StringComparer.Ordinal);
        if (!_budgets.TryGetValue(id, out BudgetInput? budget))
        {
            _budgets[id] = budget = BudgetInput.Of(ledger, id, this);
        }

        return budget;
    }
}
