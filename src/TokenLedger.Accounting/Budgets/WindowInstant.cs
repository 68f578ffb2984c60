namespace TokenLedger.Accounting.Budgets;

/// <summary>Ticks as the instants of findings and balances.</summary>
internal static class WindowInstant
{
    /// <summary>The instant; null where there is no bound.</summary>
    public static DateTimeOffset? Of(long ticks) =>
        ticks <= DateTime.MinValue.Ticks || ticks >= DateTime.MaxValue.Ticks ? null : new(ticks, TimeSpan.Zero);
}

/// <summary>An account's name as dimensions and values.</summary>
internal static class MemberValues
{
    /// <summary>The pairs; empty for the only account of a budget.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(BudgetPlan plan, string member)
    {
        string[] values = ScopeValues.Split(member, plan.Per.Length);
        return values.Length == 0 ? [] : [.. plan.Per.Select((per, i) => KeyValuePair.Create(per.Name, values[i]))];
    }
}
