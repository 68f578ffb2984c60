namespace TokenLedger.Reporting.Queries.Comparing;

/// <summary>
/// A question that puts variants side by side: models, prompt versions, or any other grouping, mostly of one feature.
/// </summary>
public sealed record CompareQuery : Slice
{
    /// <summary>How far back is looked when nothing else is said.</summary>
    public const string DefaultLast = "30d";

    /// <summary>Variants answered when nothing else is said, those of the most calls first.</summary>
    public const int DefaultLimit = 10;

    /// <summary>Most variants.</summary>
    public const int MostVariants = 100;

    /// <summary>What tells the variants apart.</summary>
    public Grouping By { get; init; } = Grouping.Model;

    /// <summary>Most variants.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Only business outcomes of this name; null for all.</summary>
    public string? Outcome { get; init; }

    /// <summary>Reads a question from named texts.</summary>
    /// <param name="words">The texts.</param>
    /// <param name="now">The clock.</param>
    /// <param name="problem">One sentence when the result is null.</param>
    public static CompareQuery? Read(SliceWords words, DateTimeOffset now, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(words);
        Foresight.OwnWords own = new(words);
        CompareQuery query = new()
        {
            By = own.Grouping("by") ?? Grouping.Model,
            Limit = own.Number("limit", 1, MostVariants) ?? DefaultLimit,
            Outcome = words.One("outcome"),
        };
        problem = own.Problem;
        return problem is null ? words.Read(query, DefaultLast, now, out problem) : null;
    }
}
