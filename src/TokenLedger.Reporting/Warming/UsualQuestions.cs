using TokenLedger.Accounting.Budgets;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Chargeback;
using TokenLedger.Reporting.Queries.Series;

namespace TokenLedger.Reporting.Warming;

/// <summary>
/// The questions that are asked most: costs by every single dimension and the usual pairs, and each other report, over the
/// windows that pages and commands have when nothing else is said.
/// </summary>
public static class UsualQuestions
{
    /// <summary>The windows, the longest last: what was remembered first is forgotten first, and is soon made again.</summary>
    public static IReadOnlyList<TimeSpan> Windows { get; } =
    [TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30)];

    /// <summary>Groups that charts of pages show one by one: which these are is part of the question.</summary>
    public const int GroupsInCharts = 7;

    /// <summary>Models that the first page shows of the last hours.</summary>
    public const int ModelsOfToday = 5;

    private static readonly string[] s_groupings =
    [
        "model",
        "feature",
        "tenant",
        "agent",
        "key",
        "user",
        "session",
        "provider",
        "project",
        "cost-center",
        "environment",
        "task",
        "step",
        "outcome",
        "parent-agent",
        "root-agent",
        "model-requested",
        "upstream",
        "api",
        "tier",
        "region",
        "rule",
        "feature,model",
        "tenant,feature",
        "agent,model",
        "user,feature",
    ];

    /// <summary>All of them.</summary>
    /// <param name="now">When they are asked.</param>
    public static IReadOnlyList<UsualQuestion> At(DateTimeOffset now) =>
        [.. Windows.SelectMany(length => Of(now, length)), .. OfOneWindow(now)];

    private static IEnumerable<UsualQuestion> Of(DateTimeOffset now, TimeSpan length)
    {
        Window window = new(now - length, null);
        string days = $", {length.TotalDays} d";
        yield return Sum("costs, total" + days, views => views.Costs(new() { Window = window, By = [] }));
        foreach (string by in s_groupings)
        {
            CostQuery query = new() { Window = window, By = GroupedSlice.ParseBy(by, out _)! };
            yield return Sum($"costs by {by}{days}", views => views.Costs(query));
        }

        SeriesQuery series = new()
        {
            Window = window,
            Per = length > TimeSpan.FromDays(1) ? CalendarPeriod.Day : CalendarPeriod.Hour,
            Now = now,
        };
        yield return Sum("series" + days, views => views.Series(series));
        SeriesQuery models = series with { By = [Grouping.Model] };
        yield return Sum("series by model" + days, views => views.Series(models));
        yield return Sum(
            "series of the greatest models" + days,
            views => views.Series(models with { Limit = GroupsInCharts })
        );
        yield return Sum("sessions" + days, views => views.Sessions(new() { Window = window }));
        yield return Sum("agents" + days, views => views.Agents(new() { Window = window }));
        yield return Sum("latency" + days, views => views.Latency(new() { Window = window }));
        yield return Sum("errors" + days, views => views.Errors(new() { Window = window }));
        yield return Sum("efficiency" + days, views => views.Efficiency(new() { Window = window }));
        yield return Sum("coverage" + days, views => views.Coverage(new() { Window = window }));
        yield return Sum("outcomes" + days, views => views.Outcomes(new() { Window = window }));
        yield return new(
            "waste" + days,
            (views, ledger, stop) => views.WasteAsync(new() { Window = window }, ledger, stop)
        );
        yield return new(
            "the dearest calls" + days,
            (views, ledger, stop) => views.ExpensiveAsync(new() { Window = window }, ledger, stop)
        );
    }

    /// <summary>Those that pages and commands ask of one window only when nothing else is said.</summary>
    private static IEnumerable<UsualQuestion> OfOneWindow(DateTimeOffset now)
    {
        SeriesQuery minutes = new()
        {
            Window = new(now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerMinute)).AddMinutes(-59), null),
            Per = CalendarPeriod.Minute,
            Now = now,
        };
        SeriesQuery today = new()
        {
            Window = new(now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerHour)).AddHours(-23), null),
            Per = CalendarPeriod.Hour,
            By = [Grouping.Model],
            Limit = ModelsOfToday,
            Now = now,
        };
        Grouping session = Grouping.Find("session")!;
        CostQuery active = new()
        {
            Window = new(now.AddMinutes(-15), null),
            By = [session],
            Where = [new Filter(session, [null]) { Excludes = true }],
        };
        ChargebackQuery statement = new() { Window = new(new(now.Year, now.Month, 1, 0, 0, 0, default), null) };
        return
        [
            Sum("series by minute", views => views.Series(minutes)),
            Sum("series of the day's models", views => views.Series(today)),
            Sum("active sessions", views => views.Costs(active)),
            Sum("comparison of models", views => views.Compare(new() { Window = new(now.AddDays(-30), null) })),
            Sum("statement of the month", views => views.Chargeback(statement)),
            Sum("forecast", views => views.Forecast(new() { Window = new(now.AddDays(-366), null), Now = now })),
            Sum("anomalies", views => views.Anomalies(new() { Window = new(now.AddDays(-14), null), Now = now })),
        ];
    }

    private static UsualQuestion Sum<T>(string name, Func<Views, T> ask) =>
        new(
            name,
            (views, _, _) =>
            {
                ask(views);
                return Task.CompletedTask;
            }
        );
}
