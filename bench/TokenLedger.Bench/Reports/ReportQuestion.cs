using TokenLedger.Accounting.Budgets;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Budgets;
using TokenLedger.Reporting.Queries.Calls;
using TokenLedger.Reporting.Queries.Chargeback;
using TokenLedger.Reporting.Queries.Comparing;
using TokenLedger.Reporting.Queries.Coverage;
using TokenLedger.Reporting.Queries.Drivers;
using TokenLedger.Reporting.Queries.Efficiency;
using TokenLedger.Reporting.Queries.Errors;
using TokenLedger.Reporting.Queries.Foresight;
using TokenLedger.Reporting.Queries.Latency;
using TokenLedger.Reporting.Queries.Outcomes;
using TokenLedger.Reporting.Queries.Series;
using TokenLedger.Reporting.Queries.Sessions;
using TokenLedger.Reporting.Queries.Waste;

namespace TokenLedger.Bench.Reports;

/// <summary>A report as people ask for it, and the same in SQL where SQL can say it.</summary>
/// <param name="Name">What is asked.</param>
/// <param name="Ask">Asks it and returns how many rows it has.</param>
/// <param name="Sql">The same of the table <c>c</c>; null where no one statement says it.</param>
internal sealed record ReportQuestion(string Name, Func<Views, IEntrySource, Task<int>> Ask, string? Sql = null)
{
    private const string Sums =
        "sum(calls), sum(input), sum(cached), sum(written), sum(output), sum(reasoning), sum(micro), sum(rest), sum(estimated), sum(unpriced), sum(failed)";

    private static readonly DateTimeOffset s_end = EntryTime.FromMicroseconds(SampleRows.Start + SampleRows.Length);

    /// <summary>When the questions are asked.</summary>
    public static DateTimeOffset End => s_end;

    private static readonly Window s_all = new(EntryTime.FromMicroseconds(SampleRows.Start), s_end);

    /// <summary>All questions.</summary>
    public static IReadOnlyList<ReportQuestion> All { get; } =
    [
        Costs("costs, total", ""),
        Costs("costs by model", "model"),
        Costs("costs by feature", "feature"),
        Costs("costs by tenant", "tenant"),
        Costs("costs by key", "key"),
        Costs("costs by agent", "agent"),
        Costs("costs by user (20,000)", "user"),
        Costs("costs by session (400,000)", "session"),
        Costs("costs by a tag", "tag:team"),
        Costs("costs by feature × model", "feature,model"),
        Costs("costs by tenant × feature", "tenant,feature"),
        Costs("costs by agent × model", "agent,model"),
        Costs("costs by model, 7 days, compared", "model", days: 7),
        Costs("costs by model, 24 hours, compared", "model", days: 1),
        Costs("costs by tenant × user × model (5.6 million groups)", "tenant,user,model"),
        Costs("costs by user × feature (800,000 groups)", "user,feature"),
        Series("series per day", CalendarPeriod.Day, ""),
        Series("series per day by model", CalendarPeriod.Day, "model"),
        Series("series per hour, 7 days", CalendarPeriod.Hour, "", days: 7),
        new("latency by model, exact percentiles", (views, _) => Of(views.Latency(new() { Window = s_all }).Rows)),
        new("errors by model", (views, _) => Of(views.Errors(new() { Window = s_all }).Rows)),
        new("efficiency by model", (views, _) => Of(views.Efficiency(new() { Window = s_all }).Rows)),
        new("coverage", (views, _) => Of(views.Coverage(new() { Window = s_all }).Gaps)),
        new(
            "sessions, the dearest 50",
            (views, _) => Of(views.Sessions(new() { Window = s_all }).Rows),
            $"SELECT tenant, session, {Sums}, min(at), max(at) FROM c GROUP BY tenant, session ORDER BY sum(micro) DESC LIMIT 50"
        ),
        new(
            "agents",
            (views, _) => Of(views.Agents(new() { Window = s_all }).Rows),
            // Less than the report: nobody's parents.
            $"SELECT tenant, agent, {Sums}, min(at), max(at), count(DISTINCT session) FROM c GROUP BY tenant, agent"
        ),
        new(
            "expensive calls, 10",
            async (views, ledger) =>
                (await views.ExpensiveAsync(new() { Window = s_all }, ledger, default)).Calls.Count,
            "SELECT * FROM c ORDER BY micro DESC LIMIT 10"
        ),
        Waste("waste", null),
        Waste("waste, 7 days", 7),
        new("outcomes", (views, _) => Of(views.Outcomes(new() { Window = s_all }).Rows)),
        new(
            "drivers by feature, 15 days against 15",
            (views, _) => Of(views.Drivers(new() { Window = Days(15), Now = s_end }).Rows)
        ),
        new("compare models", (views, _) => Of(views.Compare(new() { Window = s_all }).Variants)),
        new("forecast of cost", (views, _) => Of(views.Forecast(new() { Window = s_all, Now = s_end }).Groups)),
        new(
            "anomalies, 14 days",
            (views, _) => Of(views.Anomalies(new() { Window = Days(14), Now = s_end }).Anomalies)
        ),
        Budgets("budgets' burn-down, 10 budgets", 10),
        Budgets("budgets' burn-down, 1,000 budgets", 1000),
        new("chargeback by tenant", (views, _) => Of(views.Chargeback(new() { Window = s_all }).Rows)),
    ];

    private static ReportQuestion Costs(string name, string by, int? days = null)
    {
        CostQuery query = new()
        {
            Window = days is { } some ? Days(some) : s_all,
            By = by.Length == 0 ? [] : GroupedSlice.ParseBy(by, out _)!,
        };
        query = query with { Before = days is null ? null : query.Window.Previous(s_end) };
        string columns = string.Join(", ", query.Columns.Select(one => one.Name.Replace("tag:", "")));
        string grouped = columns.Length == 0 ? "" : $" GROUP BY {columns}";
        string selected = columns.Length == 0 ? "" : columns + ", ";
        string where = days is { } last ? $" WHERE at >= {SampleRows.Start + ((30L - last) * 86_400_000_000)}" : "";
        return new(name, (views, _) => Of(views.Costs(query).Rows), $"SELECT {selected}{Sums} FROM c{where}{grouped}");
    }

    private static ReportQuestion Series(string name, CalendarPeriod per, string by, int? days = null)
    {
        SeriesQuery query = new()
        {
            Window = days is { } some ? Days(some) : s_all,
            Per = per,
            By = by.Length == 0 ? [] : GroupedSlice.ParseBy(by, out _)!,
            Now = s_end,
        };
        string? sql =
            per == CalendarPeriod.Day && by.Length == 0 ? $"SELECT at / 86400000000, {Sums} FROM c GROUP BY 1" : null;
        return new(name, (views, _) => Of(views.Series(query).Periods), sql);
    }

    private static ReportQuestion Waste(string name, int? days)
    {
        WasteQuery query = new() { Window = days is { } some ? Days(some) : s_all };
        return new(name, async (views, ledger) => (await views.WasteAsync(query, ledger, default)).Findings.Count);
    }

    private static ReportQuestion Budgets(string name, int count)
    {
        List<Budget> budgets = [.. Enumerable.Range(0, count).Select(BudgetOf)];
        return new(name, (views, _) => Of(views.BudgetBurn(new() { Now = s_end }, budgets, []).Accounts));
    }

    private static Budget BudgetOf(int number) =>
        new()
        {
            Id = $"budget-{number}",
            Scope = [new("tenant", $"tenant-{number % 20}"), new("feature", $"feature-{number / 20 % 40}")],
            Limits = [new(LimitUnit.Usd, 1_000 + number)],
            Window = new(WindowKind.Calendar) { Period = CalendarPeriod.Quarter },
        };

    private static Window Days(int days) => new(s_end.AddDays(-days), s_end);

    private static Task<int> Of<T>(IReadOnlyCollection<T> rows) => Task.FromResult(rows.Count);
}
