namespace TokenLedger.Accounting.Budgets;

/// <summary>
/// All budgets in force, indexed. Immutable, so that every thread may ask it. Finding the accounts a call touches costs
/// one look-up for each set of dimensions that scopes name, not one for each budget; a budget whose scope holds a pattern
/// is looked up by its plain terms and then compared.
/// </summary>
public sealed class BudgetBook
{
    private readonly List<ScopeShape> _shapes = [];
    private readonly Dictionary<string, BudgetPlan> _byId;
    private readonly WindowRule[] _windows;
    private readonly bool _countsCalls;

    private BudgetBook(IReadOnlyList<Budget> budgets, BudgetBook? before = null)
    {
        Dictionary<BudgetWindow, WindowRule> windows = [];
        Dictionary<string, ScopeShape> shapes = new(StringComparer.Ordinal);
        BudgetPlan[] plans = new BudgetPlan[budgets.Count];
        _byId = new(budgets.Count, StringComparer.Ordinal);
        WindowRule[] rules = new WindowRule[plans.Length];
        for (int i = 0; i < plans.Length; i++)
        {
            BudgetWindow window = budgets[i].Window;
            // Many in a row have the same, and comparing costs less than finding.
            if (i > 0 && window == budgets[i - 1].Window)
            {
                rules[i] = rules[i - 1];
                continue;
            }

            if (!windows.TryGetValue(window, out WindowRule? rule))
            {
                windows.Add(window, rule = new WindowRule(window));
            }

            rules[i] = rule;
        }

        ScopeTerm[][] terms = new ScopeTerm[plans.Length][];
        Spread.Over(
            plans.Length,
            i =>
            {
                plans[i] = before?.Same(budgets[i])?.At(i) ?? new BudgetPlan(budgets[i], i, rules[i]);
                terms[i] = ScopeShape.Plain(budgets[i]);
            }
        );
        for (int i = 0; i < plans.Length; i++)
        {
            _byId.Add(plans[i].Budget.Id, plans[i]);
            Shape(shapes, terms[i]).Add(plans[i], terms[i]);
        }

        Budgets = [.. budgets];
        Plans = plans;
        _windows = [.. windows.Values];
        _countsCalls = budgets.Any(budget => budget.Limits.Any(limit => limit.Unit == LimitUnit.Calls));
    }

    /// <summary>No budgets.</summary>
    public static BudgetBook Empty { get; } = new([]);

    /// <summary>The budgets as they were given, always the same list.</summary>
    public IReadOnlyList<Budget> Budgets { get; }

    /// <summary>The budgets, in the order given.</summary>
    public IReadOnlyList<BudgetPlan> Plans { get; }

    /// <summary>Makes budgets ready.</summary>
    /// <param name="budgets">The budgets.</param>
    /// <param name="before">A book that holds most of them: what it has of the very same ones is not made again.</param>
    /// <exception cref="ArgumentException">Something is wrong with them; the message says everything.</exception>
    public static BudgetBook Compile(IReadOnlyList<Budget> budgets, BudgetBook? before = null)
    {
        before = before?.Plans.Count > 0 ? before : null;
        IReadOnlyList<BudgetProblem> problems = BudgetCheck.Problems(
            budgets,
            known: before is null ? null : budget => before.Same(budget) is not null
        );
        return problems.Count == 0
            ? new BudgetBook(budgets, before)
            : throw new ArgumentException(string.Join("; ", problems), nameof(budgets));
    }

    private BudgetPlan? Same(Budget budget) =>
        _byId.TryGetValue(budget.Id, out BudgetPlan? plan) && ReferenceEquals(plan.Budget, budget) ? plan : null;

    /// <summary>A book of some of this one's budgets; itself when all are wanted.</summary>
    public BudgetBook Of(IReadOnlyList<BudgetPlan> plans)
    {
        ArgumentNullException.ThrowIfNull(plans);
        return plans.Count == Plans.Count ? this : new BudgetBook([.. plans.Select(plan => plan.Budget)], before: this);
    }

    /// <summary>The budget of a name; null when there is none.</summary>
    public BudgetPlan? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The earliest instant whose entries can matter to balances at an instant, UTC ticks.</summary>
    /// <param name="now">The instant, UTC ticks.</param>
    public long NeedsFrom(long now)
    {
        long from = now;
        foreach (WindowRule window in _windows)
        {
            from = Math.Min(from, window.At(now).Start);
        }

        return from == long.MinValue || !_countsCalls ? from : from - CountedCalls.Lead.Ticks;
    }

    /// <summary>Adds the accounts that a call touches.</summary>
    public void Touch(CallScope scope, List<TouchedAccount> into)
    {
        for (int i = 0; i < _shapes.Count; i++)
        {
            _shapes[i].Touch(scope, into);
        }
    }

    private ScopeShape Shape(Dictionary<string, ScopeShape> shapes, ScopeTerm[] terms)
    {
        string name = terms.Length switch
        {
            1 => terms[0].Dimension,
            2 => string.Concat(terms[0].Dimension, ",", terms[1].Dimension),
            _ => string.Join(',', terms.Select(term => term.Dimension)),
        };
        if (!shapes.TryGetValue(name, out ScopeShape? shape))
        {
            shape = new ScopeShape(Array.ConvertAll(terms, term => Dimension.Parse(term.Dimension)));
            shapes.Add(name, shape);
            _shapes.Add(shape);
        }

        return shape;
    }
}
