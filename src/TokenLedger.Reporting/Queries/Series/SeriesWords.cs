using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Reporting.Queries.Series;

/// <summary>What is a series' own in a question, as typed.</summary>
/// <param name="Per">The period's name; null for days.</param>
/// <param name="Rank">By what groups are ranked; null for cost.</param>
public sealed record SeriesWords(string? Per, string? Rank)
{
    /// <summary>Names of periods.</summary>
    public static IReadOnlyList<string> Periods { get; } =
    [.. Enum.GetNames<CalendarPeriod>().Select(name => name.ToLowerInvariant())];

    /// <summary>Names of what groups are ranked by.</summary>
    public static IReadOnlyList<string> Ranks { get; } =
    [.. Enum.GetNames<SeriesRank>().Select(name => name.ToLowerInvariant())];

    /// <summary>Puts the words into a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="problem">One sentence when the result is null.</param>
    public SeriesQuery? Read(SeriesQuery question, out string? problem)
    {
        int per = Per is null ? (int)question.Per : Place(Periods, Per);
        int rank = Rank is null ? (int)question.Rank : Place(Ranks, Rank);
        problem =
            per < 0 ? $"There is no period '{Per}'. Choose from {string.Join(", ", Periods)}."
            : rank < 0 ? $"Groups are not ranked by '{Rank}'. Choose from {string.Join(", ", Ranks)}."
            : null;
        return problem is null ? question with { Per = (CalendarPeriod)per, Rank = (SeriesRank)rank } : null;
    }

    /// <summary>How far back a series looks when no window is given: far enough to see how periods of its kind differ.</summary>
    public static string DefaultLast(CalendarPeriod per) =>
        per switch
        {
            CalendarPeriod.Minute => "1h",
            CalendarPeriod.Hour => "24h",
            CalendarPeriod.Day => "30d",
            CalendarPeriod.Week => "182d",
            CalendarPeriod.Month => "366d",
            _ => "1830d",
        };

    private static int Place(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return i;
            }
        }

        return -1;
    }
}
