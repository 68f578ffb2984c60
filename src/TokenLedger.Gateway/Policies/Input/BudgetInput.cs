using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Policies;
using TokenLedger.Ledger;

namespace TokenLedger.Gateway.Policies.Input;

/// <summary>The account of a budget that a call belongs to, as of now.</summary>
internal sealed class BudgetInput
{
    /// <summary>Most accounts of a budget that are looked through for the call's own, the fullest first.</summary>
    public const int MostAccounts = 1_000;

    private readonly IReadOnlyList<BudgetBalance> _limits;

    private BudgetInput(IReadOnlyList<BudgetBalance> limits) => _limits = limits;

    /// <summary>Looks it up.</summary>
    public static BudgetInput Of(ILedger ledger, string budget, IPolicyInput input) =>
        new([.. ledger.Balances(budget, MostAccounts).Where(balance => IsOf(balance, input))]);

    /// <summary>A figure of the account; absent when the budget has none of that kind, or nothing was used yet.</summary>
    public PolicyValue Read(InputField field)
    {
        if (field == InputField.BudgetUsedPercent)
        {
            return PolicyValue.Of(
                _limits.Where(one => one.Limit > 0).Max(one => (decimal?)((one.Used + one.Held) / one.Limit * 100))
            );
        }

        LimitUnit unit = field switch
        {
            InputField.BudgetTokens => LimitUnit.Tokens,
            InputField.BudgetCalls => LimitUnit.Calls,
            _ => LimitUnit.Usd,
        };
        BudgetBalance? balance = _limits.FirstOrDefault(one => one.Unit == unit);
        return PolicyValue.Of(
            field switch
            {
                InputField.BudgetLimitUsd => balance?.Limit,
                InputField.BudgetHeldUsd => balance?.Held,
                InputField.BudgetRemainingUsd => balance?.Limit - balance?.Used - balance?.Held,
                _ => balance?.Used,
            }
        );
    }

    private static bool IsOf(BudgetBalance balance, IPolicyInput input)
    {
        foreach ((string dimension, string value) in balance.Member)
        {
            if ((Value(input, dimension) ?? "") != value)
            {
                return false;
            }
        }

        return true;
    }

    private static string? Value(IPolicyInput input, string dimension) =>
        dimension switch
        {
            "key" => input.Read(InputField.KeyId, null).Text,
            "root_agent" => input.Read(InputField.AgentRootId, null).Text,
            "provider" => input.Read(InputField.Provider, null).Text,
            "upstream" => input.Read(InputField.Upstream, null).Text,
            "model" => input.Read(InputField.Model, null).Text,
            _ when AttributionParts.FieldOf(dimension) is { } part => input.Read(part.Field, part.Name).Text,
            _ => null,
        };
}
