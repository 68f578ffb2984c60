namespace TokenLedger.Accounting.Budgets;

/// <summary>
/// The budgets whose scopes name the same dimensions plainly, found by the values: one look-up, however many there are.
/// </summary>
internal sealed class ScopeShape(Dimension[] dimensions)
{
    // One budget for a value is the rule, so it stands there itself; several as a list.
    private readonly Dictionary<string, object> _budgets = new(StringComparer.Ordinal);

    /// <summary>The plain terms of a scope, in a fixed order.</summary>
    public static ScopeTerm[] Plain(Budget budget)
    {
        ScopeTerm[] terms = [.. budget.Scope];
        if (Array.Exists(terms, BudgetPlan.IsPattern))
        {
            terms = Array.FindAll(terms, static term => !BudgetPlan.IsPattern(term));
        }

        if (terms.Length > 1)
        {
            Array.Sort(terms, static (one, other) => string.CompareOrdinal(one.Dimension, other.Dimension));
        }

        return terms;
    }

    public void Add(BudgetPlan plan, ScopeTerm[] terms)
    {
        string key =
            terms.Length == 1 ? terms[0].Pattern : ScopeValues.Of(Array.ConvertAll(terms, static term => term.Pattern));
        if (!_budgets.TryGetValue(key, out object? there))
        {
            _budgets.Add(key, plan);
        }
        else if (there is List<BudgetPlan> several)
        {
            several.Add(plan);
        }
        else
        {
            _budgets[key] = new List<BudgetPlan> { (BudgetPlan)there, plan };
        }
    }

    /// <summary>Adds the accounts that a call touches.</summary>
    public void Touch(CallScope scope, List<TouchedAccount> into)
    {
        if (
            ScopeValues.Of(scope, dimensions, all: true) is not { } key
            || !_budgets.TryGetValue(key, out object? there)
        )
        {
            return;
        }

        if (there is BudgetPlan only)
        {
            Touch(only, scope, into);
            return;
        }

        foreach (BudgetPlan plan in (List<BudgetPlan>)there)
        {
            Touch(plan, scope, into);
        }
    }

    private static void Touch(BudgetPlan plan, CallScope scope, List<TouchedAccount> into)
    {
        if (plan.Matches(scope))
        {
            into.Add(new(plan, plan.Member(scope)));
        }
    }
}

/// <summary>An account that a call touches.</summary>
/// <param name="Plan">Its budget.</param>
/// <param name="Member">Which of the budget's accounts.</param>
public readonly record struct TouchedAccount(BudgetPlan Plan, string Member);
