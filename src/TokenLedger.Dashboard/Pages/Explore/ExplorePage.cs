using TokenLedger.Accounting.Budgets;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Efficiency;
using TokenLedger.Reporting.Queries.Latency;
using TokenLedger.Reporting.Queries.Series;
using TokenLedger.Reporting.Warming;

namespace TokenLedger.Dashboard.Pages.Explore;

/// <summary>Costs by any one, two or three things, in time and in a table, down to single calls.</summary>
internal static class ExplorePage
{
    public const int RowsShown = 25;
    private const int GroupsShown = 25;

    public static DashboardPage Definition { get; } =
        new("/explore", "Explore", ReadAsync)
        {
            Group = NavigationGroup.See,
            Lead = "What was spent, by anything you like.",
            Filters = FilterBarParts.All,
        };

    private static async ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        if (views is null)
        {
            return PageAnswer.NotReady(request.Side);
        }

        if (
            ExploreWords.Read(request, out string? problem) is not { } words
            || request.Read(new CostQuery { By = words.By, Limit = RowsShown }, out problem) is not { } query
        )
        {
            return PageAnswer.Invalid(problem!);
        }

        ExploreModel model = Read(views, words, query, request.Now);
        return PageAnswer.Show<ExploreView, ExploreModel>(model, model.Costs.AsOfEntry) with
        {
            DeadLetters = model.Costs.DeadLetters,
            RestsOn = model.Costs.Total,
        };
    }

    private static ExploreModel Read(Views views, ExploreWords words, CostQuery query, DateTimeOffset now)
    {
        DateTimeOffset end = query.Window.To ?? now;
        TimeSpan length = end - (query.Window.From ?? end);
        SeriesStep step = SeriesStep.Of(words.Per, length);
        Window? before =
            words.Compares && length > TimeSpan.Zero ? new(query.Window.From - length, query.Window.From) : null;
        return new()
        {
            Words = words,
            Costs = views.Costs(query),
            Before = before is null
                ? null
                : views.Costs(query with { Window = before, Limit = GroupedSlice.DefaultLimit }),
            Step = step,
            Series = words.IsInTime ? Series(views, query, words.By, words.Measure.Rank, step.Per, now) : null,
            SeriesBefore =
                before is null || !words.IsInTime
                    ? null
                    : Series(views, query with { Window = before }, [], words.Measure.Rank, step.Per, now),
            Hours =
                words.Shape == "hours" ? Series(views, query, [], words.Measure.Rank, CalendarPeriod.Hour, now) : null,
            Latency =
                words.Shape == "latency" ? views.Latency(As(new LatencyQuery(), words.By[0], query, before)) : null,
            Efficiency =
                words.Shape == "efficiency"
                    ? views.Efficiency(As(new EfficiencyQuery(), words.By[0], query, before))
                    : null,
            Now = now,
        };
    }

    /// <summary>Another report of the same calls, by one grouping.</summary>
    private static T As<T>(T report, Grouping by, CostQuery query, Window? before)
        where T : GroupedSlice =>
        report with
        {
            By = [by],
            Window = query.Window,
            Where = query.Where,
            AsBooked = query.AsBooked,
            Zone = query.Zone,
            Limit = GroupsShown,
            Before = before,
        };

    /// <summary>Null where there can be none: the window has no beginning, or too many periods.</summary>
    private static SeriesReport? Series(
        Views views,
        CostQuery query,
        IReadOnlyList<Grouping> by,
        SeriesRank rank,
        CalendarPeriod per,
        DateTimeOffset now
    )
    {
        SeriesQuery series = new()
        {
            By = by,
            Window = query.Window,
            Where = query.Where,
            AsBooked = query.AsBooked,
            Zone = query.Zone,
            Per = per,
            Rank = rank,
            Limit = UsualQuestions.GroupsInCharts,
            Now = now,
        };
        return series.Problem is null ? views.Series(series) : null;
    }
}
