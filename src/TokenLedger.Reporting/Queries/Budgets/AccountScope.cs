using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Reporting.Queries.Budgets;

/// <summary>Which calls are of a budget and of which of its accounts, in the words of reports.</summary>
internal sealed class AccountScope
{
    private readonly List<(Grouping By, string Value)> _exact = [];
    private readonly List<(Grouping By, ScopePattern Pattern)> _patterns = [];
    private readonly List<Grouping> _per;
    private readonly IReadOnlyList<IReadOnlyList<KeyValuePair<string, string>>> _members;

    /// <summary>Reads a budget.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="members">Its accounts, at least one.</param>
    public AccountScope(Budget budget, IReadOnlyList<IReadOnlyList<KeyValuePair<string, string>>> members)
    {
        (Budget, _members) = (budget.Id, members);
        foreach (ScopeTerm term in budget.Scope.OrderBy(term => term.Dimension, StringComparer.Ordinal))
        {
            ScopePattern pattern = new(term.Pattern);
            if (pattern.IsExact)
            {
                _exact.Add((GroupingOf(term.Dimension), term.Pattern));
            }
            else
            {
                _patterns.Add((GroupingOf(term.Dimension), pattern));
            }
        }

        _per = [.. members[0].Select(part => GroupingOf(part.Key))];
    }

    /// <summary>The budget's id.</summary>
    public string Budget { get; }

    /// <summary>What calls must be grouped by: budgets of one shape are answered by one scan.</summary>
    public IReadOnlyList<Grouping> Groupings =>
        [.. _exact.Select(term => term.By), .. _patterns.Select(term => term.By), .. _per];

    /// <summary>Equal for budgets of one shape.</summary>
    public string Shape =>
        string.Join(
            '|',
            (
                (IEnumerable<IEnumerable<Grouping>>)
                    [_exact.Select(term => term.By), _patterns.Select(term => term.By), _per]
            ).Select(part => string.Join(',', part.Select(by => by.Name)))
        );

    /// <summary>The values that its calls must have.</summary>
    public IEnumerable<string> ExactValues => _exact.Select(term => term.Value);

    /// <summary>The values at the places of <see cref="ExactValues"/>.</summary>
    public IEnumerable<string?> ExactOf(string?[] values) => values.Take(_exact.Count);

    /// <summary>Whether values fit the patterns.</summary>
    public bool Fits(string?[] values)
    {
        for (int i = 0; i < _patterns.Count; i++)
        {
            if (!_patterns[i].Pattern.Fits(values[_exact.Count + i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The values that name the account.</summary>
    public IEnumerable<string> MemberOf(string?[] values) =>
        values.Skip(_exact.Count + _patterns.Count).Select(value => value ?? "");

    /// <summary>Conditions that keep the calls of all of some budgets of one shape: few values of each dimension.</summary>
    public static IEnumerable<Filter> Conditions(IReadOnlyList<AccountScope> budgets)
    {
        AccountScope shape = budgets[0];
        for (int i = 0; i < shape._exact.Count; i++)
        {
            int term = i;
            yield return new(
                shape._exact[term].By,
                [.. budgets.Select(scope => scope._exact[term].Value).Distinct(StringComparer.Ordinal)]
            );
        }

        for (int i = 0; i < shape._per.Count; i++)
        {
            int part = i;
            yield return new(
                shape._per[part],
                [
                    .. budgets
                        .SelectMany(scope => scope._members)
                        .Select(member => member[part].Value is { Length: > 0 } value ? value : null)
                        .Distinct(),
                ]
            );
        }
    }

    /// <summary>What a budget calls a dimension, as a grouping: budgets go by the model that was asked for.</summary>
    private static Grouping GroupingOf(string dimension) =>
        Grouping.Find(
            dimension == "model" ? "model-requested"
            : dimension.StartsWith(Dimensions.TagPrefix, StringComparison.Ordinal) ? dimension
            : dimension.Replace('_', '-')
        )!;
}
