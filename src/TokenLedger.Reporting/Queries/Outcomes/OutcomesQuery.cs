using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Outcomes;

/// <summary>
/// A question about business outcomes and what they cost. The window is about when outcomes came about and, of the costs,
/// about calls as in every report; conditions are about outcomes.
/// </summary>
public sealed record OutcomesQuery : Slice
{
    /// <summary>Most groupings besides the name.</summary>
    public const int MostGroupings = 2;

    /// <summary>Rows answered when nothing else is said.</summary>
    public const int DefaultLimit = 100;

    /// <summary>Most rows answered.</summary>
    public const int MostLimit = 1000;

    /// <summary>What rows are grouped by besides the name of the outcome.</summary>
    public IReadOnlyList<Grouping> By { get; init; } = [];

    /// <summary>Most rows, 1 to <see cref="MostLimit"/>.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>The groupings that outcomes have, for help and error messages.</summary>
    public static string Choices { get; } =
        string.Join(", ", OutcomeTable.Parts.Select(part => Dimensions.Columns[part].Replace('_', '-'))) + ", tag:NAME";

    /// <summary>What is wrong with the groupings and conditions; null when nothing is.</summary>
    public string? Problem
    {
        get
        {
            if (By.Count > MostGroupings || By.DistinctBy(by => by.Name).Count() < By.Count)
            {
                return $"Group by at most {MostGroupings} different names, separated by commas.";
            }

            Grouping? foreign = By.Concat(Where.Select(filter => filter.By)).FirstOrDefault(by => !IsOfOutcomes(by));
            return foreign is null ? null : $"Outcomes have no '{foreign.Name}'. Choose from {Choices}.";
        }
    }

    /// <summary>Reads groupings as typed, with commas.</summary>
    /// <returns>The groupings; null when a name is unknown.</returns>
    public static IReadOnlyList<Grouping>? ParseBy(string text, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        problem = null;
        List<Grouping> by = [];
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Grouping.Find(name) is not { } grouping)
            {
                problem = $"There is no grouping '{name}'. Choose from {Choices}.";
                return null;
            }

            by.Add(grouping);
        }

        return by;
    }

    private static bool IsOfOutcomes(Grouping by) => by.Column is not { } column || OutcomeTable.Parts.Contains(column);
}
