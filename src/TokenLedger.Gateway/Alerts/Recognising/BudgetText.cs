using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Gateway.Alerts.Recognising;

/// <summary>Words budgets' accounts.</summary>
internal static class BudgetText
{
    /// <summary>An account as "user=alice, model=gpt-5"; empty for the only one.</summary>
    public static string Member(IEnumerable<KeyValuePair<string, string>> member) =>
        string.Join(", ", member.Select(part => $"{part.Key}={part.Value}"));

    /// <summary>The budget and its account.</summary>
    public static string Name(string id, string member) => member.Length == 0 ? id : $"{id} ({member})";

    /// <summary>What is used and held of what.</summary>
    public static string Figures(BudgetBalance balance)
    {
        string held = balance.Held == 0 ? "" : $" and {DetailList.Text(balance.Held)} held";
        return $"{DetailList.Text(balance.Used)}{held} of {DetailList.Text(balance.Limit)} {Unit(balance)} used";
    }

    /// <summary>The unit of its amounts.</summary>
    public static string Unit(BudgetBalance balance) =>
        (balance.Meter is null ? "" : balance.Meter + " ")
        + balance.Unit switch
        {
            LimitUnit.Usd => "USD",
            LimitUnit.Tokens => "tokens",
            LimitUnit.Calls => "calls",
            LimitUnit.Seconds => "seconds",
            _ => "tool calls",
        };

    /// <summary>The part of the limit that is used or held; above 1 when it is passed.</summary>
    public static decimal Share(BudgetBalance balance) =>
        balance.Limit <= 0 ? decimal.MaxValue : (balance.Used + balance.Held) / balance.Limit;

    /// <summary>Its details.</summary>
    public static DetailList Details(string id, string member, BudgetBalance? balance)
    {
        DetailList details = new DetailList().Add("budget", id).Add("member", member);
        return balance is null
            ? details
            : details
                .Add("unit", Unit(balance))
                .Add("limit", balance.Limit)
                .Add("used", balance.Used)
                .Add("held", balance.Held)
                .Add("window_start", balance.WindowStart)
                .Add("resets_at", balance.ResetsAt);
    }
}
