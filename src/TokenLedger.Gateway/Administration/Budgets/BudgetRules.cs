using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Attribution;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>All rules of a configuration. For calls of certain keys the first rule that fits counts, as in AgentLedger.</summary>
/// <param name="Default">For keys that no rule is for; and what rules take over that leave something out.</param>
/// <param name="Rules">In their order.</param>
public sealed record BudgetRules(BudgetRule Default, IReadOnlyList<BudgetRule> Rules)
{
    /// <summary>The end of the name of a budget of dollars a day.</summary>
    public const string Day = ".day";

    /// <summary>The end of the name of a budget of dollars a month.</summary>
    public const string Month = ".month";

    /// <summary>No limits at all.</summary>
    public static BudgetRules None { get; } = new(new() { Id = KeyRules.NoRule, Per = ["key"] }, []);

    /// <summary>The budgets of the default.</summary>
    public IEnumerable<Budget> OfDefault() =>
        Dollars(Default, Rules.Any(rule => rule.IsForKeys) ? [new(KeyRules.Dimension, KeyRules.NoRule)] : []);

    /// <summary>The budgets of a rule.</summary>
    public IEnumerable<Budget> Of(BudgetRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        BudgetRule whole = rule.IsInherited ? Inherit(rule) : Modes(rule);
        ScopeTerm[] scope = [.. ScopeOf(rule)];
        IEnumerable<Budget> dollars = Dollars(whole, scope);
        return whole.Limits.Count == 0
            ? dollars
            : dollars.Prepend(
                Shape(whole, whole.Id, scope) with
                {
                    Limits = whole.Limits,
                    Window = whole.Window ?? new BudgetWindow(WindowKind.Lifetime),
                    Overrides = whole.Overrides,
                    // Only AgentLedger's own two limits warn when nothing is said.
                    Action = whole.Action ?? BudgetAction.Block,
                }
            );
    }

    /// <summary>How the keys of the rules are told apart.</summary>
    /// <exception cref="ArgumentException">A pattern is none; who reads rules checks them.</exception>
    public IReadOnlyList<KeyRule> Keys() =>
        [
            .. Rules
                .Where(rule => rule.IsForKeys)
                .Select(rule => new KeyRule(rule.Id, Glob(rule.ApiKeyPattern), rule.Key, rule.Tenant)),
        ];

    private static KeyGlob? Glob(string? pattern)
    {
        if (pattern is null)
        {
            return null;
        }

        (KeyGlob? glob, string? problem) = KeyGlob.Parse(pattern);
        return glob ?? throw new ArgumentException(problem, nameof(pattern));
    }

    private static IEnumerable<ScopeTerm> ScopeOf(BudgetRule rule)
    {
        if (rule.IsForKeys)
        {
            yield return new(KeyRules.Dimension, rule.Id);
        }

        if (rule.Tenant is { } tenant)
        {
            yield return new("tenant", tenant);
        }

        foreach (ScopeTerm term in rule.Scope)
        {
            yield return term;
        }
    }

    private BudgetRule Inherit(BudgetRule rule) =>
        Modes(rule) with
        {
            DailyUsd = rule.DailyUsd > 0 ? rule.DailyUsd : Default.DailyUsd,
            MonthlyUsd = rule.MonthlyUsd > 0 ? rule.MonthlyUsd : Default.MonthlyUsd,
            SoftPercent = rule.SoftPercent > 0 ? rule.SoftPercent : Default.SoftPercent,
            Action = rule.Action ?? Default.Action,
        };

    private BudgetRule Modes(BudgetRule rule) =>
        rule with
        {
            Hold = rule.Hold ?? Default.Hold,
            MidStream = rule.MidStream ?? Default.MidStream,
            Unpriced = rule.Unpriced ?? Default.Unpriced,
            UnpricedCeiling = rule.UnpricedCeiling ?? (rule.Unpriced is null ? Default.UnpricedCeiling : null),
            TimeZone = rule.TimeZone ?? Default.TimeZone,
        };

    private static IEnumerable<Budget> Dollars(BudgetRule rule, IReadOnlyList<ScopeTerm> scope)
    {
        if (rule.DailyUsd > 0)
        {
            yield return Dollars(rule, rule.Id + Day, scope, rule.DailyUsd, CalendarPeriod.Day);
        }

        if (rule.MonthlyUsd > 0)
        {
            yield return Dollars(rule, rule.Id + Month, scope, rule.MonthlyUsd, CalendarPeriod.Month);
        }
    }

    private static Budget Dollars(
        BudgetRule rule,
        string id,
        IReadOnlyList<ScopeTerm> scope,
        decimal amount,
        CalendarPeriod period
    ) =>
        Shape(rule, id, scope) with
        {
            Limits = [new(LimitUnit.Usd, amount)],
            Window = new(WindowKind.Calendar) { Period = period, TimeZone = rule.TimeZone ?? "UTC" },
        };

    private static Budget Shape(BudgetRule rule, string id, IReadOnlyList<ScopeTerm> scope) =>
        new()
        {
            Id = id,
            Description = rule.Description,
            Scope = scope,
            Per = rule.Per ?? (rule.IsForKeys ? ["key"] : []),
            Limits = [],
            Window = new(WindowKind.Lifetime),
            Hold = rule.Hold ?? HoldMode.Elastic,
            Action = rule.Action ?? BudgetAction.Warn,
            SoftPercent = rule.SoftPercent > 0 ? rule.SoftPercent : null,
            Shadow = rule.Shadow,
            MidStream = rule.MidStream ?? ReachedMidStream.Finish,
            Unpriced = rule.Unpriced ?? UnpricedCalls.Allow,
            UnpricedCeiling = rule.UnpricedCeiling,
        };
}
