using TokenLedger.Accounting.Rates;

namespace TokenLedger.Accounting.Budgets;

/// <summary>A budget made ready to be judged.</summary>
public sealed class BudgetPlan
{
    private readonly (Dimension Dimension, string Pattern)[] _patterns;

    internal BudgetPlan(Budget budget, int number, WindowRule window)
    {
        Budget = budget;
        Number = number;
        Window = window;
        Limits = new LimitPlan[budget.Limits.Count];
        for (int i = 0; i < Limits.Length; i++)
        {
            Limits[i] = new LimitPlan(budget, budget.Limits[i]);
        }

        Per = PerOf(budget);
        _patterns = PatternsOf(budget);
    }

    private BudgetPlan(BudgetPlan like, int number)
    {
        (Budget, Number, Window, Limits, Per) = (like.Budget, number, like.Window, like.Limits, like.Per);
        _patterns = like._patterns;
    }

    /// <summary>What it was made of.</summary>
    public Budget Budget { get; }

    /// <summary>Its place in the book.</summary>
    public int Number { get; }

    /// <summary>When use counts.</summary>
    public WindowRule Window { get; }

    /// <summary>What tells its accounts apart; empty for one account.</summary>
    internal Dimension[] Per { get; }

    internal LimitPlan[] Limits { get; }

    /// <summary>The same plan at another place of a book.</summary>
    internal BudgetPlan At(int number) => number == Number ? this : new(this, number);

    /// <summary>Whether a term of a scope stands for more than one value.</summary>
    internal static bool IsPattern(ScopeTerm term) => term.Pattern.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>Whether the patterns of the scope match; the plain terms are the book's to look up.</summary>
    internal bool Matches(CallScope scope)
    {
        foreach ((Dimension dimension, string pattern) in _patterns)
        {
            if (scope.Value(dimension) is not { } value || !NamePattern.MatchesExactly(pattern, value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The account that a call touches.</summary>
    internal string Member(CallScope scope) => ScopeValues.Of(scope, Per, all: false)!;

    /// <summary>
    /// Whether balances folded under another budget are those of this one: what decides which entries count where, and
    /// how much, is the same. Amounts, overrides and what reaching a limit does may differ.
    /// </summary>
    internal bool FoldsLike(Budget other) =>
        Budget.Hold == other.Hold
        && Budget.Unpriced == other.Unpriced
        && Budget.UnpricedCeiling == other.UnpricedCeiling
        && Budget.Window == other.Window
        && Same(Budget.Scope, other.Scope)
        && Same(Budget.Per, other.Per)
        && SameCounts(Budget.Limits, other.Limits);

    /// <summary>Tells what decides the fold: the same when <see cref="FoldsLike"/>.</summary>
    internal void TellFoldTerms<TSink>(ref TSink to)
        where TSink : FoldTerms.ISink, allows ref struct
    {
        BudgetWindow window = Budget.Window;
        to.Take((byte)Budget.Hold);
        to.Take((byte)Budget.Unpriced);
        to.Take(Budget.UnpricedCeiling?.ToString() ?? "");
        to.Take((byte)window.Kind);
        to.Take((byte)window.Period);
        to.Take(window.TimeZone);
        to.Take(window.Length.Ticks);
        to.Take(window.Start.UtcTicks);
        to.Take(Budget.Scope.Count);
        foreach (ScopeTerm term in Budget.Scope)
        {
            to.Take(term.Dimension);
            to.Take(term.Pattern);
        }

        to.Take(Budget.Per.Count);
        foreach (string dimension in Budget.Per)
        {
            to.Take(dimension);
        }

        to.Take(Budget.Limits.Count);
        foreach (BudgetLimit limit in Budget.Limits)
        {
            to.Take((byte)limit.Unit);
            to.Take(limit.Meter ?? "");
        }
    }

    private static Dimension[] PerOf(Budget budget)
    {
        bool bySession = budget.Window.Kind == WindowKind.Session;
        int count = budget.Per.Count;
        if (count == 0 && !bySession)
        {
            return [];
        }

        Dimension[] per = new Dimension[bySession ? count + 1 : count];
        for (int i = 0; i < count; i++)
        {
            per[i] = Dimension.Parse(budget.Per[i]);
        }

        if (bySession)
        {
            per[count] = Dimension.Session;
        }

        return per;
    }

    private static (Dimension Dimension, string Pattern)[] PatternsOf(Budget budget)
    {
        List<(Dimension, string)>? patterns = null;
        foreach (ScopeTerm term in budget.Scope)
        {
            if (IsPattern(term))
            {
                (patterns ??= []).Add((Dimension.Parse(term.Dimension), term.Pattern));
            }
        }

        return patterns?.ToArray() ?? [];
    }

    private static bool Same<T>(IReadOnlyList<T> mine, IReadOnlyList<T> theirs)
        where T : IEquatable<T>
    {
        bool same = mine.Count == theirs.Count;
        for (int i = 0; same && i < mine.Count; i++)
        {
            same = mine[i].Equals(theirs[i]);
        }

        return same;
    }

    private static bool SameCounts(IReadOnlyList<BudgetLimit> mine, IReadOnlyList<BudgetLimit> theirs)
    {
        bool same = mine.Count == theirs.Count;
        for (int i = 0; same && i < mine.Count; i++)
        {
            same = mine[i].Unit == theirs[i].Unit && mine[i].Meter == theirs[i].Meter;
        }

        return same;
    }
}
