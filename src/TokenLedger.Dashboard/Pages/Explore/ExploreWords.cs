using TokenLedger.Accounting.Money;
using TokenLedger.Dashboard.Charts;
using TokenLedger.Dashboard.Pages.Elements;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Series;

namespace TokenLedger.Dashboard.Pages.Explore;

/// <summary>What is shown of calls.</summary>
/// <param name="Name">As it is chosen.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Rank">By what the greatest groups are found.</param>
/// <param name="Of">The value of figures; exact.</param>
/// <param name="Format">How a value is written.</param>
public sealed record ExploreMeasure(
    string Name,
    string Title,
    SeriesRank Rank,
    Func<CostFigures, decimal> Of,
    Func<decimal, string> Format
)
{
    /// <summary>All of them; the first is taken when none is named.</summary>
    public static IReadOnlyList<ExploreMeasure> All { get; } =
    [
        new("cost", "Cost", SeriesRank.Cost, static figures => ChartText.Of(figures.Known), ChartText.Dollars),
        new("calls", "Calls", SeriesRank.Calls, static figures => figures.Calls, ChartText.Count),
        new("tokens", "Tokens", SeriesRank.Tokens, static figures => Tokens(figures), ChartText.Count),
        new("failed", "Failed calls", SeriesRank.Failed, static figures => figures.Failed, ChartText.Count),
    ];

    /// <summary>Tokens of all kinds.</summary>
    public static long Tokens(CostFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        return figures.Tokens.Input
            + figures.Tokens.Cached
            + figures.Tokens.Written
            + figures.Tokens.Output
            + figures.Tokens.Reasoning;
    }
}

/// <summary>What the page's own words ask for.</summary>
public sealed record ExploreWords
{
    /// <summary>Names offered to group by; others can be typed.</summary>
    public static IReadOnlyList<string> Groupings { get; } =
    [
        "model",
        "provider",
        "agent",
        "user",
        "feature",
        "tenant",
        "project",
        "cost-center",
        "environment",
        "session",
        "key",
        "step",
        "tier",
        "outcome",
    ];

    /// <summary>How it can be shown: as a chart, or as a table of another report.</summary>
    public static IReadOnlyList<string> Shapes { get; } =
    ["bars", "area", "lines", "flow", "hours", "latency", "efficiency"];

    /// <summary>One or two groupings.</summary>
    public required IReadOnlyList<Grouping> By { get; init; }

    /// <summary>What is shown.</summary>
    public required ExploreMeasure Measure { get; init; }

    /// <summary>One of <see cref="Shapes"/>.</summary>
    public required string Shape { get; init; }

    /// <summary>Whether a chart over time is shown: what is not shown is not asked for either.</summary>
    public bool IsInTime => Shape is "bars" or "area" or "lines";

    /// <summary>Whether the time before, of the same length, is shown beside it.</summary>
    public required bool Compares { get; init; }

    /// <summary>The name of the step chosen; null for one that fits.</summary>
    public string? Per { get; init; }

    /// <summary>Reads the words.</summary>
    /// <param name="request">The question.</param>
    /// <param name="problem">One sentence when the result is null.</param>
    public static ExploreWords? Read(PageRequest request, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(request);
        string names = string.Join(
            ',',
            request.Here.Values("by").SelectMany(text => text.Split(',')).Distinct().Take(3)
        );
        IReadOnlyList<Grouping>? by = GroupedSlice.ParseBy(names.Length == 0 ? "model" : names, out problem);
        if (by is null)
        {
            return null;
        }

        string? measure = request.Word("show");
        string? shape = request.Word("as");
        return new()
        {
            By = by,
            Measure = ExploreMeasure.All.FirstOrDefault(one => one.Name == measure) ?? ExploreMeasure.All[0],
            Shape = shape is not null && Shapes.Contains(shape) ? shape : Shapes[0],
            Compares = request.Compares,
            Per = request.Word("per"),
        };
    }

    /// <summary>The name of a group: its values, without those that stand there only to tell models or sessions apart.</summary>
    public string NameOf(IReadOnlyList<string?> keys) =>
        string.Join(" · ", ValuesOf(keys).Select(one => Show.Name(one.Value, 40)));

    /// <summary>The values of the groupings asked for.</summary>
    public IEnumerable<(Grouping By, string? Value)> ValuesOf(IReadOnlyList<string?> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        int added = keys.Count - By.Count;
        return By.Select((by, index) => (by, keys[index + added]));
    }

    /// <summary>The same slice within one group.</summary>
    public PageLink Narrow(PageLink here, IReadOnlyList<string?> keys)
    {
        ArgumentNullException.ThrowIfNull(here);
        return ValuesOf(keys).Aggregate(here, (link, one) => link.Where(one.By.Name, one.Value));
    }
}
