using System.Buffers;
using System.Globalization;

namespace TokenLedger.Accounting.Budgets;

/// <summary>Says what is wrong with budgets, everything at once.</summary>
public static class BudgetCheck
{
    /// <summary>Longest name of a budget.</summary>
    public const int LongestId = 64;

    /// <summary>Most terms of a scope.</summary>
    public const int MostTerms = 16;

    /// <summary>Most dimensions of a template.</summary>
    public const int MostPer = 4;

    /// <summary>Most limits of a budget.</summary>
    public const int MostLimits = 16;

    /// <summary>Most overrides of a budget.</summary>
    public const int MostOverrides = 64;

    /// <summary>Longest value of a scope, in characters.</summary>
    public const int LongestPattern = 256;

    /// <summary>Longest description, reason and author, in characters.</summary>
    public const int LongestText = 500;

    /// <summary>The largest amount of a limit, in its unit.</summary>
    public const decimal LargestAmount = 1_000_000_000_000_000m;

    /// <summary>Most digits behind the point of an amount.</summary>
    public const int MostDecimals = 12;

    /// <summary>The shortest rolling or fixed window.</summary>
    public static TimeSpan ShortestLength { get; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest rolling or fixed window.</summary>
    public static TimeSpan LongestLength { get; } = TimeSpan.FromDays(366);

    /// <summary>What is wrong with a set of budgets; paths begin with the budget's name.</summary>
    /// <param name="budgets">The budgets.</param>
    /// <param name="known">Which were checked before; null for none of them.</param>
    public static IReadOnlyList<BudgetProblem> Problems(IReadOnlyList<Budget> budgets, Func<Budget, bool>? known = null)
    {
        ArgumentNullException.ThrowIfNull(budgets);
        List<BudgetProblem> problems = [];
        IReadOnlyList<BudgetProblem>[] found = new IReadOnlyList<BudgetProblem>[budgets.Count];
        Spread.Over(budgets.Count, i => found[i] = known?.Invoke(budgets[i]) == true ? [] : Problems(budgets[i]));
        HashSet<string> names = new(budgets.Count, StringComparer.Ordinal);
        for (int i = 0; i < found.Length; i++)
        {
            Budget budget = budgets[i];
            foreach (BudgetProblem problem in found[i])
            {
                problems.Add(problem with { Path = $"{budget.Id}.{problem.Path}" });
            }

            if (!names.Add(budget.Id))
            {
                problems.Add(new(budget.Id, "there are two budgets of this name; give each its own"));
            }
        }

        return problems;
    }

    /// <summary>What is wrong with one budget.</summary>
    public static IReadOnlyList<BudgetProblem> Problems(Budget budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        List<BudgetProblem> problems = [];
        if (!IsId(budget.Id))
        {
            problems.Add(new("id", $"a name has 1 to {LongestId} of a–z, 0–9, '.', '_' and '-'"));
        }

        Text(problems, "description", budget.Description, required: false);
        Scope(problems, budget.Scope);
        Per(problems, budget);
        Limits(problems, budget.Limits);
        Window(problems, budget.Window);
        Unpriced(problems, budget);
        Overrides(problems, budget);
        if (budget.SoftPercent is < 0 or > 100)
        {
            problems.Add(new("soft_percent", "the soft limit is a part from 0 to 100 percent"));
        }

        return problems;
    }

    /// <summary>Whether a text can be a budget's name.</summary>
    public static bool IsId(string? id) =>
        id is { Length: > 0 and <= LongestId } && !id.AsSpan().ContainsAnyExcept(s_idCharacters);

    private static readonly SearchValues<char> s_idCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789._-"
    );

    private static void Scope(List<BudgetProblem> problems, IReadOnlyList<ScopeTerm> scope)
    {
        if (scope.Count > MostTerms)
        {
            problems.Add(new("scope", $"a scope has at most {MostTerms} terms"));
        }

        for (int i = 0; i < scope.Count; i++)
        {
            ScopeTerm term = scope[i];
            if (!Dimensions.Knows(term.Dimension))
            {
                Dimension(problems, Path(term), term.Dimension);
            }

            for (int before = 0; before < i; before++)
            {
                if (scope[before].Dimension == term.Dimension)
                {
                    problems.Add(new(Path(term), "the dimension stands there twice"));
                }
            }

            if (term.Pattern is not { Length: > 0 and <= LongestPattern })
            {
                problems.Add(new(Path(term), $"write a value of 1 to {LongestPattern} characters, or \"*\" for any"));
            }
        }
    }

    private static string Path(ScopeTerm term) => $"scope.{term.Dimension}";

    private static void Per(List<BudgetProblem> problems, Budget budget)
    {
        if (budget.Per.Count > MostPer)
        {
            problems.Add(new("per", $"at most {MostPer} dimensions make accounts of their own"));
        }

        for (int i = 0; i < budget.Per.Count; i++)
        {
            string path = i == 0 ? "per[0]" : string.Create(CultureInfo.InvariantCulture, $"per[{i}]");
            Dimension(problems, path, budget.Per[i]);
            if (budget.Per.Take(i).Contains(budget.Per[i]))
            {
                problems.Add(new(path, "the dimension stands there twice"));
            }
            else if (budget.Window.Kind == WindowKind.Session && budget.Per[i] == "session")
            {
                problems.Add(new(path, "a session window gives every session its own account already; leave it out"));
            }
        }
    }

    private static void Dimension(List<BudgetProblem> problems, string path, string? dimension)
    {
        if (dimension is null || !Dimensions.Knows(dimension))
        {
            string known = string.Join(", ", Dimensions.Names);
            problems.Add(new(path, $"there is no dimension \"{dimension}\"; use one of {known}, or tag:NAME"));
        }
    }

    private static void Limits(List<BudgetProblem> problems, IReadOnlyList<BudgetLimit> limits)
    {
        if (limits.Count is 0 or > MostLimits)
        {
            problems.Add(new("limits", $"a budget has 1 to {MostLimits} limits"));
        }

        for (int i = 0; i < limits.Count; i++)
        {
            BudgetLimit limit = limits[i];
            LimitPaths paths = LimitPaths.Of(i);
            Unit(problems, paths.Unit, limit.Unit);
            Amount(problems, paths.Amount, limit.Unit, limit.Amount);
            Meter(problems, paths.Meter, limit);
            for (int before = 0; before < i; before++)
            {
                if (limits[before].Unit == limit.Unit && SameMeter(limits[before], limit))
                {
                    problems.Add(new(paths.Limit, "there is a limit of this unit before it; keep one of them"));
                    break;
                }
            }
        }
    }

    private static bool SameMeter(BudgetLimit one, BudgetLimit other) =>
        LimitMeter.FullName(one.Meter) == LimitMeter.FullName(other.Meter);

    private static void Meter(List<BudgetProblem> problems, string path, BudgetLimit limit)
    {
        if (limit.Meter is null)
        {
            return;
        }

        if (limit.Unit != LimitUnit.Tokens)
        {
            problems.Add(new(path, "only a limit of tokens names a meter"));
        }
        else if (LimitMeter.FullName(limit.Meter) is null)
        {
            problems.Add(new(path, $"there is no meter \"{limit.Meter}\"; see docs/metering.md for their names"));
        }
    }

    private static void Unit(List<BudgetProblem> problems, string path, LimitUnit unit)
    {
        if ((uint)unit >= BudgetNames.Units.Count)
        {
            problems.Add(new(path, $"the unit is one of {string.Join(", ", BudgetNames.Units)}"));
        }
    }

    private static void Amount(List<BudgetProblem> problems, string path, LimitUnit unit, decimal amount)
    {
        if (amount is <= 0 or > LargestAmount)
        {
            problems.Add(new(path, $"the amount is above 0 and at most {LargestAmount:0}"));
        }
        else if (decimal.Round(amount, MostDecimals) != amount)
        {
            problems.Add(new(path, $"the amount has at most {MostDecimals} decimals"));
        }
        else if (unit is LimitUnit.Calls or LimitUnit.ToolCalls && !decimal.IsInteger(amount))
        {
            problems.Add(new(path, $"{BudgetNames.Of(unit)} are counted whole"));
        }
    }

    private static void Window(List<BudgetProblem> problems, BudgetWindow window)
    {
        if ((uint)window.Kind >= BudgetNames.Windows.Count)
        {
            problems.Add(new("window.kind", $"the window is one of {string.Join(", ", BudgetNames.Windows)}"));
        }

        if (window.Kind == WindowKind.Calendar && (uint)window.Period >= BudgetNames.Periods.Count)
        {
            problems.Add(new("window.period", $"the period is one of {string.Join(", ", BudgetNames.Periods)}"));
        }

        if (window.Kind == WindowKind.Calendar && !TimeZones.Knows(window.TimeZone))
        {
            problems.Add(
                new(
                    "window.time_zone",
                    $"there is no time zone \"{window.TimeZone}\" on this machine; write an IANA name like Europe/Berlin"
                )
            );
        }

        if (window.Kind is WindowKind.Rolling or WindowKind.Fixed)
        {
            Length(problems, window.Length);
        }
    }

    private static void Length(List<BudgetProblem> problems, TimeSpan length)
    {
        if (length < ShortestLength || length > LongestLength)
        {
            problems.Add(new("window.length", "the length is between 1m and 366d"));
        }
        else if (length.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            problems.Add(new("window.length", "the length is in whole seconds"));
        }
    }

    private static void Unpriced(List<BudgetProblem> problems, Budget budget)
    {
        bool isCeiling = budget.Unpriced == UnpricedCalls.Ceiling;
        if (isCeiling && budget.UnpricedCeiling is null)
        {
            problems.Add(new("unpriced_ceiling_usd", "\"unpriced: ceiling\" needs the amount to reserve and debit"));
        }
        else if (!isCeiling && budget.UnpricedCeiling is not null)
        {
            problems.Add(new("unpriced_ceiling_usd", "the amount counts only with \"unpriced: ceiling\""));
        }
        else if (isCeiling && (budget.UnpricedCeiling!.Value.Pico <= 0 || budget.UnpricedCeiling.Value > Largest))
        {
            problems.Add(new("unpriced_ceiling_usd", $"the amount is above 0 and at most {LargestAmount:0}"));
        }
    }

    private static Money.Usd Largest { get; } = Money.Usd.FromDecimal(LargestAmount);

    private static void Overrides(List<BudgetProblem> problems, Budget budget)
    {
        if (budget.Overrides.Count > MostOverrides)
        {
            problems.Add(
                new("overrides", $"a budget has at most {MostOverrides} overrides; remove those that are over")
            );
        }

        for (int i = 0; i < budget.Overrides.Count; i++)
        {
            Override(
                problems,
                budget,
                budget.Overrides[i],
                string.Create(CultureInfo.InvariantCulture, $"overrides[{i}]")
            );
        }
    }

    private static void Override(List<BudgetProblem> problems, Budget budget, BudgetOverride change, string path)
    {
        Unit(problems, $"{path}.unit", change.Unit);
        Amount(problems, $"{path}.amount", change.Unit, change.Amount);
        Text(problems, $"{path}.reason", change.Reason, required: true);
        Text(problems, $"{path}.author", change.Author, required: true);
        if (budget.Limits.All(limit => limit.Unit != change.Unit))
        {
            problems.Add(new($"{path}.unit", "the budget has no limit of this unit to change"));
        }

        if (change.To <= change.From)
        {
            problems.Add(new($"{path}.to", "an override ends after it begins"));
        }

        // A session window's accounts are told apart by the session as well.
        int parts = budget.Per.Count + (budget.Window.Kind == WindowKind.Session ? 1 : 0);
        if (change.Member is { } member && member.Count != parts)
        {
            problems.Add(
                new(
                    $"{path}.member",
                    $"a member has {parts} values: one for each of \"per\", and the session of a session window"
                )
            );
        }
    }

    private static void Text(List<BudgetProblem> problems, string path, string? text, bool required)
    {
        if (text is { Length: > LongestText })
        {
            problems.Add(new(path, $"at most {LongestText} characters"));
        }
        else if (required && string.IsNullOrWhiteSpace(text))
        {
            problems.Add(new(path, "say it: an override is never without reason and author"));
        }
    }
}
