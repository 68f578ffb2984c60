using TokenLedger.Configuration;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Exports.Delivering;

namespace TokenLedger.Tests.Configuration;

public sealed class ExportSettingsTests
{
    [Fact]
    public void A_plan_is_made_of_its_words()
    {
        using ConfigurationCase one = new(
            """
            chargeback:
              closes_after: 3d
            exports:
              - name: finance
                schedule: monthly
                at: "02:30"
                after: 5d
                time_zone: Europe/Berlin
                query:
                  format: focus
                  grain: day
                where:
                  - environment!=dev
                  - tenant=acme
                to:
                  folder: out
            """
        );

        LoadedConfiguration loaded = one.Load();

        Assert.Empty(loaded.Problems);
        ExportPlan plan = Assert.Single(loaded.Configuration!.Exports.Plans);
        Assert.Equal(("finance", ExportPeriod.Monthly), (plan.Name, plan.Period));
        Assert.Equal(new TimeSpan(5, 2, 30, 0), plan.After);
        Assert.Equal("Europe/Berlin", plan.Zone.Id);
        Assert.Equal((ExportRows.Focus, true), (plan.Query.Rows, plan.Query.Focus.ByDay));
        Assert.Equal(TimeSpan.FromDays(3), plan.Query.Focus.Closing.After);
        Assert.Equal(2, plan.Query.Where.Count);
        Assert.EndsWith("out", plan.Target.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_takes_the_currency_and_the_comparison_of_reports()
    {
        using ConfigurationCase one = new(
            """
            display:
              currencies:
                - code: EUR
                  per_usd: 0.9214
                  date: 2026-11-20
                  source: a bank
            exports:
              - name: statements
                schedule: monthly
                query:
                  rows: chargeback
                  allocate: even
                  currency: EUR
                  compare: previous
                to:
                  folder: out
            """
        );

        LoadedConfiguration loaded = one.Load();

        Assert.Empty(loaded.Problems);
        ExportPlan plan = Assert.Single(loaded.Configuration!.Exports.Plans);
        Assert.Equal(("EUR", 0.9214m), (plan.Query.Currency!.Code, plan.Query.Currency.PerUsd));
        DateTimeOffset november = new(2026, 11, 1, 0, 0, 0, default);
        Assert.Equal(new(november.AddMonths(-1), november), plan.QueryFor(november).Before);
    }

    [Fact]
    public void A_plan_says_what_is_shared_and_by_which_percentages_as_often_as_the_command_line_does()
    {
        using ConfigurationCase one = new(
            """
            exports:
              - name: statements
                schedule: monthly
                query:
                  rows: chargeback
                  by: project
                  allocate: fixed
                  percent:
                    - web=60
                    - search=39.5
                    - ops=0.5
                  shared: [feature=embedding, "user=nightly,batch"]
                to:
                  folder: out
              - name: single
                schedule: monthly
                query: { rows: chargeback, shared: "user=nightly,batch" }
                to: { folder: out }
            """
        );

        LoadedConfiguration loaded = one.Load();

        Assert.Empty(loaded.Problems);
        IReadOnlyList<ExportPlan> plans = loaded.Configuration!.Exports.Plans;
        Assert.Equal(
            new Dictionary<string, decimal>
            {
                ["web"] = 60,
                ["search"] = 39.5m,
                ["ops"] = 0.5m,
            },
            plans[0].Query.Chargeback.Percentages
        );
        Assert.Equal(
            ["feature=embedding", "user=nightly,batch"],
            plans[0].Query.Chargeback.Shared.Select(condition => condition.ToString())
        );
        Assert.Equal("user=nightly,batch", Assert.Single(plans[1].Query.Chargeback.Shared).ToString());
    }

    [Theory]
    [InlineData("name: a\n    to: { folder: out }\n    query: { format: [csv, json] }", "'format' is said once only")]
    [InlineData("to: { folder: out }", "needs name")]
    [InlineData("name: a b\n    to: { folder: out }", "letters, digits")]
    [InlineData("name: a", "either to.folder or to.s3.bucket")]
    [InlineData("name: a\n    to: { folder: out, s3: { bucket: b } }", "either to.folder or to.s3.bucket")]
    [InlineData("name: a\n    to: { s3: { bucket: b } }", "there are no credentials")]
    [InlineData("name: a\n    to: { folder: out }\n    query: { last: 7d }", "the schedule sets the window")]
    [InlineData("name: a\n    to: { folder: out }\n    query: { colour: red }", "there is no such word")]
    [InlineData("name: a\n    to: { folder: out }\n    query: { format: xml }", "no format 'xml'")]
    [InlineData("name: a\n    to: { folder: out }\n    query: { currency: EUR }", "no exchange rate for 'EUR'")]
    [InlineData("name: a\n    to: { folder: out }\n    query: { format: focus, compare: previous }", "single facts")]
    [InlineData("name: a\n    to: { folder: out }\n    where: [red]", "no condition")]
    [InlineData("name: a\n    to: { folder: out }\n    at: noon", "time of day")]
    public void A_plan_that_makes_no_sense_stops_the_start(string plan, string expected)
    {
        using ConfigurationCase one = new($"exports:\n  - schedule: daily\n    {plan}\n");

        LoadedConfiguration loaded = one.Load();

        Assert.Null(loaded.Configuration);
        Assert.Contains(loaded.Problems, problem => problem.ToString().Contains(expected, StringComparison.Ordinal));
    }
}
