namespace TokenLedger.Reporting.Queries.Coverage;

/// <summary>
/// A question about what reports do not know for sure: calls without a price, estimates, counts, and calls that do not say
/// what they are for.
/// </summary>
public sealed record CoverageQuery : GroupedSlice
{
    /// <summary>Groups shown of each gap when nothing else is said: the worst.</summary>
    public const int DefaultGroups = 5;

    /// <summary>Most parts that calls may be expected to have.</summary>
    public const int MostExpected = 20;

    /// <summary>Parts that calls are expected to have when nothing else is said.</summary>
    public static IReadOnlyList<Grouping> DefaultExpected { get; } =
    [
        .. new[] { "feature", "user", "agent", "session", "tenant", "project", "cost-center", "environment" }.Select(
            name => Grouping.Find(name)!
        ),
    ];

    /// <summary>A question in which each gap is shown by what tells most about it.</summary>
    public CoverageQuery() => (By, Limit) = ([], DefaultGroups);

    /// <summary>What calls are expected to say of themselves.</summary>
    public IReadOnlyList<Grouping> Expected { get; init; } = DefaultExpected;

    /// <summary>Reads what is expected as typed, with commas ("feature,tag:team").</summary>
    /// <param name="text">The names.</param>
    /// <param name="problem">One sentence when the result is null.</param>
    public static IReadOnlyList<Grouping>? ParseExpected(string text, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<Grouping> expected = [];
        problem = null;
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Grouping.Find(name) is not { } grouping || !CallerHeader.Has(grouping))
            {
                problem = $"Callers cannot say '{name}'. Choose from {CallerHeader.Choices}.";
                return null;
            }

            if (!expected.Contains(grouping))
            {
                expected.Add(grouping);
            }
        }

        problem = expected.Count > MostExpected ? $"At most {MostExpected} parts can be expected." : null;
        return problem is null ? expected : null;
    }
}
