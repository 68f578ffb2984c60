namespace TokenLedger.Reporting.Queries;

/// <summary>A question whose answer has a row for each group of calls.</summary>
public abstract record GroupedSlice : Slice
{
    /// <summary>Most groupings at once.</summary>
    public const int MostGroupings = 3;

    /// <summary>Rows answered when nothing else is said. What is left out is counted and is in the total.</summary>
    public const int DefaultLimit = 1000;

    /// <summary>Most rows that the API answers.</summary>
    public const int MostRows = 10_000;

    /// <summary>None to <see cref="MostGroupings"/> groupings, in the order of the columns.</summary>
    public IReadOnlyList<Grouping> By { get; init; } = [Grouping.Model];

    /// <summary>Most rows, the greatest first.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>
    /// The groupings as answered: a model is never shown without its provider, because two providers may serve models
    /// of one name at different prices; nor a session without its tenant, because two tenants may have sessions of one id.
    /// </summary>
    public IReadOnlyList<Grouping> Columns
    {
        get
        {
            bool addsProvider = Has(Grouping.Model) && !Has(Grouping.Provider);
            bool addsTenant = Has(Grouping.Session) && !Has(Grouping.Tenant);
            return (addsProvider, addsTenant) switch
            {
                (true, true) => [Grouping.Provider, Grouping.Tenant, .. By],
                (true, false) => [Grouping.Provider, .. By],
                (false, true) => [Grouping.Tenant, .. By],
                _ => By,
            };
        }
    }

    /// <summary>Reads groupings as typed, several with commas ("agent,model").</summary>
    /// <param name="text">The names.</param>
    /// <param name="problem">One sentence when the result is null.</param>
    /// <returns>The groupings; null when a name is unknown, twice there, or there are too many.</returns>
    public static IReadOnlyList<Grouping>? ParseBy(string text, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<Grouping> by = [];
        problem = null;
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Grouping.Find(name) is not { } grouping)
            {
                problem = $"There is no grouping '{name}'. Choose from {Grouping.Choices}.";
                return null;
            }

            if (by.Contains(grouping) || by.Count == MostGroupings)
            {
                problem = $"Group by one to {MostGroupings} different names, separated by commas.";
                return null;
            }

            by.Add(grouping);
        }

        return by;
    }

    private bool Has(Grouping grouping)
    {
        foreach (Grouping by in By)
        {
            if (by.Name == grouping.Name)
            {
                return true;
            }
        }

        return false;
    }
}
