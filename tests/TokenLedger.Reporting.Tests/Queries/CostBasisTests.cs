using TokenLedger.Accounting.Budgets;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Budgets;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Queries;

/// <summary>Forecasts, anomalies, drivers and budgets say what their costs rest on, and it is what the costs report says.</summary>
public sealed class CostBasisTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(5000, false)]
    [InlineData(77_000, true)]
    public async Task What_costs_rest_on_equals_the_report_of_costs_of_the_same_window(int seed, bool asBooked)
    {
        using Folded folded = await Folded.OfAsync(RandomLedger.From([.. Enumerable.Range(seed, 400)]));
        Views views = folded.Views;
        DateTimeOffset now = Samples.Began.AddDays(60);
        Window all = new(now.AddDays(-700), now);
        CostBasis forecast = views
            .Forecast(
                new()
                {
                    Now = now,
                    Window = all,
                    AsBooked = asBooked,
                }
            )
            .Basis;
        AssertBasis(views, new Window(null, now), asBooked, forecast);
        var drivers = views.Drivers(
            new()
            {
                Now = now,
                Window = all,
                AsBooked = asBooked,
            }
        );
        AssertBasis(views, drivers.Now, asBooked, drivers.NowBasis);
        AssertBasis(views, drivers.Then, asBooked, drivers.ThenBasis);
        var anomalies = views.Anomalies(
            new()
            {
                Now = now,
                Window = all,
                AsBooked = asBooked,
            }
        );
        AssertBasis(views, new(anomalies.From, anomalies.To), asBooked, anomalies.Basis);
    }

    [Fact]
    public async Task Of_a_thousand_budgets_each_says_what_its_own_calls_cost_and_rest_on()
    {
        using Folded folded = await Folded.OfAsync(RandomLedger.From([.. Enumerable.Range(9000, 400)]));
        DateTimeOffset now = Samples.Began.AddDays(60);
        CostReport byAgent = folded.Views.Costs(
            new() { By = [Grouping.Find("agent")!], Window = new(now.AddDays(-300), now) }
        );
        string?[] agents = [.. byAgent.Rows.Select(row => row.Keys[0]).Where(agent => agent is not null)];
        Assert.NotEmpty(agents);
        Budget[] budgets =
        [
            .. Enumerable
                .Range(0, 1000)
                .Select(i => new Budget
                {
                    Id = $"b{i:D4}",
                    Scope = [new("agent", agents[i % agents.Length]!)],
                    Limits = [new(LimitUnit.Usd, 1_000_000)],
                    Window = new(WindowKind.Rolling) { Length = TimeSpan.FromDays(300) },
                }),
        ];

        BudgetBurnReport report = folded.Views.BudgetBurn(new() { Now = now }, budgets, []);
        Assert.Equal(1000, report.Accounts.Count);
        foreach (AccountBurn account in report.Accounts)
        {
            CostRow row = byAgent.Rows.Single(one => one.Keys[0] == account.Budget.Scope[0].Pattern);
            Assert.Equal(Basis(row.Figures), account.Basis);
        }
    }

    private static void AssertBasis(Views views, Window window, bool asBooked, CostBasis found) =>
        Assert.Equal(Basis(views.Costs(new() { Window = window, AsBooked = asBooked }).Total), found);

    private static CostBasis Basis(CostFigures figures) =>
        new(figures.Known, figures.Counted, figures.Estimated, figures.Unpriced);
}
