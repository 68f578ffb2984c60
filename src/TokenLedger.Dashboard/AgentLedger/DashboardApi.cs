using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Dashboard.ReadApi;
using TokenLedger.Ledger.Control;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Calls;
using TokenLedger.Reporting.Queries.Series;
using TokenLedger.Reporting.Queries.Traffic;

namespace TokenLedger.Dashboard.AgentLedger;

/// <summary>
/// AgentLedger's ten endpoints under <c>/api/dashboard</c>, with its names, parameters and forms, and figures of the
/// ledger. Lists are never null, hours and limits are bounded, and every reader is asked who he is.
/// </summary>
internal static class DashboardApi
{
    private static readonly (string Label, long Least, long Limit)[] s_buckets =
    [
        ("<100ms", 0, 100),
        ("100-500ms", 100, 500),
        ("500ms-1s", 500, 1_000),
        ("1-3s", 1_000, 3_000),
        ("3-10s", 3_000, 10_000),
        (">10s", 10_000, long.MaxValue),
    ];

    public static void Map(IEndpointRouteBuilder routes, ReadSide side)
    {
        RouteGroupBuilder api = routes
            .MapGroup("/api/dashboard")
            .WithMetadata(ManagementRoute.Instance, TenantScoped.Instance)
            .WithTags("agentledger");
        Get(api, "/summary", "Summary", "Today and this month (UTC)", side, Summary);
        Get(api, "/timeseries", "Timeseries", "Cost and requests by period, gaps filled with zeros", side, Costs);
        Get(api, "/timeseries/tokens", "TokenTimeseries", "Tokens by period, gaps filled with zeros", side, Tokens);
        Get(api, "/costs", "Costs", "Costs of the last 'hours', grouped", side, Groups);
        Get(api, "/stats", "Stats", "Requests and errors, refused ones among them", side, Stats);
        Get(api, "/latency", "Latency", "Percentiles of all calls, none sampled", side, Latency);
        Get(api, "/export", "Export", "Costs as JSON or comma-separated values", side, Export);
        GetAsync(api, "/sessions", "Sessions", "Sessions that go on", side, ActiveAsync);
        GetAsync(api, "/sessions/history", "SessionHistory", "Sessions of the last 'hours'", side, HistoryAsync);
        GetAsync(api, "/expensive", "Expensive", "The calls that cost most", side, ExpensiveAsync);
    }

    private static void Get(
        RouteGroupBuilder api,
        string path,
        string name,
        string summary,
        ReadSide side,
        Func<Views, DashboardQuestion, IResult> answer
    ) => GetAsync(api, path, name, summary, side, (_, views, asked, _) => Task.FromResult(answer(views, asked)));

    private static void GetAsync(
        RouteGroupBuilder api,
        string path,
        string name,
        string summary,
        ReadSide side,
        Func<ReadSide, Views, DashboardQuestion, CancellationToken, Task<IResult>> answer
    ) =>
        api.MapGet(
                path,
                async (HttpContext http, CancellationToken cancellation) =>
                {
                    DashboardQuestion asked = new(http, side.Time.GetUtcNow());
                    using Views? views = await side.OpenViewsAsync(cancellation).ConfigureAwait(false);
                    if (views is null)
                    {
                        return (IResult)ApiError.NotReady(side);
                    }

                    IResult result = await answer(side, views, asked, cancellation).ConfigureAwait(false);
                    return asked.Problem is { } problem ? ApiError.Invalid(problem) : result;
                }
            )
            .WithName("Dashboard" + name)
            .WithSummary(summary);

    private static IResult Summary(Views views, DashboardQuestion asked)
    {
        DateTimeOffset today = new(asked.Now.UtcDateTime.Date, TimeSpan.Zero);
        CostFigures day = Total(views, asked, today);
        CostFigures month = Total(views, asked, today.AddDays(1 - today.Day));
        return TypedResults.Ok(
            new SummaryDocument(
                DashboardCosts.Number(day.Known),
                DashboardCosts.Number(month.Known),
                DashboardCosts.Requests(day),
                DashboardSessions.CountActive(views, asked)
            )
        );
    }

    private static CostFigures Total(Views views, DashboardQuestion asked, DateTimeOffset from)
    {
        CostQuery query = new()
        {
            Window = new(from, null),
            Where = asked.Where,
            By = [Grouping.Provider],
        };
        return views.Costs(query).Total;
    }

    private static IResult Costs(Views views, DashboardQuestion asked) =>
        TypedResults.Ok<IReadOnlyList<CostPoint>>([
            .. Points(views, asked)
                .Select(one => new CostPoint(
                    one.At,
                    DashboardCosts.Number(one.Figures.Known),
                    DashboardCosts.Requests(one.Figures)
                )),
        ]);

    private static IResult Tokens(Views views, DashboardQuestion asked) =>
        TypedResults.Ok<IReadOnlyList<TokenPoint>>([
            .. Points(views, asked)
                .Select(one => new TokenPoint(one.At, one.Figures.Tokens.Prompt, one.Figures.Tokens.Answer)),
        ]);

    private static IEnumerable<(DateTimeOffset At, CostFigures Figures)> Points(Views views, DashboardQuestion asked)
    {
        string interval = asked.Choice("interval", "hour", DashboardCosts.Intervals);
        SeriesQuery query = DashboardCosts.Series(asked, interval, asked.Hours(24));
        asked.Note(query.Problem);
        if (asked.Problem is not null)
        {
            return [];
        }

        SeriesReport report = views.Series(query);
        return report.Periods.Select((period, i) => (period.Start, report.Total.Points[i]));
    }

    private static IResult Groups(Views views, DashboardQuestion asked)
    {
        string grouping = asked.Choice("group_by", "model", DashboardCosts.Groupings);
        Window window = asked.Hours(24);
        return TypedResults.Ok<IReadOnlyList<CostGroup>>(DashboardCosts.Groups(views, asked, grouping, window));
    }

    private static IResult Export(Views views, DashboardQuestion asked)
    {
        string grouping = asked.Choice("group_by", "model", DashboardCosts.Groupings);
        string format = asked.Choice("format", "json", "json", "csv");
        List<CostGroup> groups = DashboardCosts.Groups(views, asked, grouping, asked.Hours(720));
        return format == "json"
            ? TypedResults.Ok<IReadOnlyList<CostGroup>>(groups)
            : TypedResults.File(
                Encoding.UTF8.GetBytes(DashboardCosts.Csv(groups)),
                "text/csv; charset=utf-8",
                "agentledger-costs.csv"
            );
    }

    private static IResult Stats(Views views, DashboardQuestion asked)
    {
        TrafficReport report = Traffic(views, asked);
        decimal requests = Math.Max(1, report.Requests);
        return TypedResults.Ok(
            new StatsDocument(
                report.Requests,
                report.Errors,
                decimal.Round(report.Errors / requests, 6, MidpointRounding.ToEven),
                report.TooMany,
                report.ServerErrors,
                report.MeanMilliseconds,
                decimal.Round(DashboardCosts.Number(report.Cost) / requests, 12, MidpointRounding.ToEven)
            )
        );
    }

    private static IResult Latency(Views views, DashboardQuestion asked)
    {
        TrafficReport report = Traffic(views, asked);
        return TypedResults.Ok(
            new TimesDocument(
                report.Percentile(50),
                report.Percentile(90),
                report.Percentile(99),
                [.. s_buckets.Select(one => new TimeBucket(one.Label, report.Between(one.Least, one.Limit)))]
            )
        );
    }

    private static TrafficReport Traffic(Views views, DashboardQuestion asked) =>
        views.Traffic(new() { Window = asked.Hours(24), Where = asked.Where });

    private static async Task<IResult> ActiveAsync(
        ReadSide side,
        Views views,
        DashboardQuestion asked,
        CancellationToken cancellation
    )
    {
        Window window = new(asked.Now - DashboardSessions.Idle, null);
        List<PastSession> sessions = await new DashboardSessions(side, views, asked)
            .ListAsync(window, "active", DashboardSessions.MostActive, cancellation)
            .ConfigureAwait(false);
        return TypedResults.Ok<IReadOnlyList<ActiveSession>>([
            .. sessions.Select(one => new ActiveSession(
                one.Id,
                one.AgentId,
                one.UserId,
                one.Task,
                one.StartedAt,
                one.EndedAt,
                one.Status,
                one.CallCount,
                one.TotalCostUsd,
                one.TotalTokens
            )),
        ]);
    }

    private static async Task<IResult> HistoryAsync(
        ReadSide side,
        Views views,
        DashboardQuestion asked,
        CancellationToken cancellation
    )
    {
        string? status = asked.Text("status") is null ? null : asked.Choice("status", "active", "active", "completed");
        Window window = asked.Hours(24);
        int limit = asked.Limit(50);
        return TypedResults.Ok<IReadOnlyList<PastSession>>(
            await new DashboardSessions(side, views, asked)
                .ListAsync(window, status, limit, cancellation)
                .ConfigureAwait(false)
        );
    }

    private static async Task<IResult> ExpensiveAsync(
        ReadSide side,
        Views views,
        DashboardQuestion asked,
        CancellationToken cancellation
    )
    {
        ExpensiveQuery query = new()
        {
            Window = asked.Hours(168),
            Where = asked.Where,
            Limit = asked.Limit(10),
        };
        ExpensiveReport report = await views
            .ExpensiveAsync(query, new LedgerSource(side.Ledger), cancellation)
            .ConfigureAwait(false);
        return TypedResults.Ok<IReadOnlyList<ExpensiveCall>>([.. report.Calls.Select(CallOf)]);
    }

    private static ExpensiveCall CallOf(LedgerCall call)
    {
        Entry entry = call.Entry;
        return new(
            entry.OccurredAt,
            entry.Provider ?? "",
            entry.ModelServed ?? entry.ModelRequested ?? "",
            entry.Attribution.Agent ?? "",
            call.PromptTokens,
            call.AnswerTokens,
            DashboardCosts.Number(call.Known),
            entry.LatencyMs ?? 0
        );
    }
}
