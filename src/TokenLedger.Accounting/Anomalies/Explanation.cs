namespace TokenLedger.Accounting.Anomalies;

/// <summary>
/// Explains a period by its parts, greedily: the value that made most of the difference, or the pair of values when that
/// says as much and more exactly; then the same of what is left. Each cell counts for one contributor only, so their
/// percentages add up.
/// </summary>
public static class Explanation
{
    /// <summary>Most contributors told.</summary>
    public const int MostContributors = 4;

    /// <summary>A pair takes the place of a value when it explains this part of what the value does.</summary>
    private const decimal PairPart = 0.9m;

    /// <summary>What explains less of the whole than this is not told.</summary>
    private const decimal LeastPart = 0.05m;

    /// <summary>The contributors, the largest first.</summary>
    /// <param name="groupings">Names of the groupings, in the order of the cells' values.</param>
    /// <param name="cells">The parts.</param>
    public static IReadOnlyList<Contributor> Of(IReadOnlyList<string> groupings, IReadOnlyList<Cell> cells)
    {
        ArgumentNullException.ThrowIfNull(groupings);
        ArgumentNullException.ThrowIfNull(cells);
        decimal whole = cells.Sum(cell => cell.Excess);
        if (whole == 0)
        {
            return [];
        }

        int[] telling = Telling(groupings.Count, cells);
        List<Contributor> contributors = [];
        List<Cell> left = [.. cells];
        while (contributors.Count < MostContributors && Best(telling, left, whole) is { } best)
        {
            List<Cell> its = left.FindAll(best.Holds);
            decimal excess = its.Sum(cell => cell.Excess);
            if (excess / whole < LeastPart)
            {
                break;
            }

            contributors.Add(
                new(
                    best.Named(groupings),
                    its.Sum(cell => cell.Value),
                    its.Sum(cell => cell.Expected),
                    excess * 100 / whole
                )
            );
            left.RemoveAll(best.Holds);
        }

        return contributors;
    }

    /// <summary>Groupings that tell parts apart; the first one when none does.</summary>
    private static int[] Telling(int groupings, IReadOnlyList<Cell> cells)
    {
        int[] telling =
        [
            .. Enumerable
                .Range(0, groupings)
                .Where(i => cells.Select(cell => cell.Values[i]).Distinct(StringComparer.Ordinal).Take(2).Count() > 1),
        ];
        return telling.Length == 0 && groupings > 0 ? [0] : telling;
    }

    private static Part? Best(int[] telling, List<Cell> left, decimal whole)
    {
        Dictionary<Part, decimal> excess = [];
        foreach (Cell cell in left)
        {
            for (int i = 0; i < telling.Length; i++)
            {
                Add(excess, new(telling[i], cell.Values[telling[i]]), cell.Excess);
                for (int j = i + 1; j < telling.Length; j++)
                {
                    int first = telling[i];
                    int second = telling[j];
                    Add(excess, new(first, cell.Values[first], second, cell.Values[second]), cell.Excess);
                }
            }
        }

        Part? single = Largest(excess.Where(one => !one.Key.IsPair), whole);
        Part? pair = Largest(excess.Where(one => one.Key.IsPair), whole);
        return single is not null && pair is not null && excess[pair] / excess[single] >= PairPart ? pair : single;
    }

    private static Part? Largest(IEnumerable<KeyValuePair<Part, decimal>> parts, decimal whole) =>
        parts
            .Where(part => part.Value != 0 && part.Value > 0 == whole > 0)
            .OrderByDescending(part => Math.Abs(part.Value))
            .ThenBy(part => part.Key.ToString(), StringComparer.Ordinal)
            .FirstOrDefault()
            .Key;

    private static void Add(Dictionary<Part, decimal> excess, Part part, decimal amount) =>
        excess[part] = excess.GetValueOrDefault(part) + amount;

    /// <summary>A value of one grouping, or of two.</summary>
    private sealed record Part(int First, string? FirstValue, int Second = -1, string? SecondValue = null)
    {
        public bool IsPair => Second >= 0;

        public bool Holds(Cell cell) =>
            cell.Values[First] == FirstValue && (!IsPair || cell.Values[Second] == SecondValue);

        public IReadOnlyList<KeyValuePair<string, string?>> Named(IReadOnlyList<string> groupings) =>
            IsPair
                ? [new(groupings[First], FirstValue), new(groupings[Second], SecondValue)]
                : [new(groupings[First], FirstValue)];
    }
}
