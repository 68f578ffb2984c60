using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Drivers;
using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Comparing;
using TokenLedger.Reporting.Queries.Drivers;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Foresight;

public sealed class DriversAndCompareTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 30, 0, 0, 0, default);

    [Fact]
    public void Effects_sum_to_the_change_and_rows_to_the_costs_of_both_periods_whatever_the_ledger_holds() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<int[]>(),
                script =>
                {
                    using ViewsCase views = new(
                        RandomLedger.From([.. script.Select(number => Math.Abs(number % 100_003))])
                    );
                    Window now = new(Samples.Began.AddSeconds(20), Samples.Began.AddSeconds(60));
                    Window then = new(Samples.Began, Samples.Began.AddSeconds(20));
                    views
                        .AskAsync(all =>
                        {
                            DriversReport report = all.Drivers(
                                new()
                                {
                                    Now = s_now,
                                    Window = now,
                                    Against = then,
                                    By = Grouping.Find("agent")!,
                                }
                            );
                            Assert.Equal(Cost(all, then), report.Total.Then.Cost);
                            Assert.Equal(Cost(all, now), report.Total.Now.Cost);
                            Assert.All(report.Rows.Select(row => row.Change).Append(report.Total), SumsUp);
                            return 0;
                        })
                        .GetAwaiter()
                        .GetResult();
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Fact]
    public async Task A_month_is_compared_with_the_month_before_and_any_other_window_with_as_long_a_time()
    {
        DriversQuery month = Read("from=2026-03-01", "to=2026-04-01", "time-zone=UTC");
        DriversQuery days = Read("from=2026-03-02", "to=2026-03-05");

        Assert.Equal(new(2026, 2, 1, 0, 0, 0, default), month.Periods.Then.From);
        Assert.Equal(new(2026, 2, 27, 0, 0, 0, default), days.Periods.Then.From);
        Assert.Null(DriversQuery.Read(Words.Of("against-from=2026-01-01"), s_now, out string? problem));
        Assert.Contains("together", problem);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Variants_have_the_figures_of_their_calls_and_say_whether_they_differ()
    {
        using ViewsCase views = new(new MemoryLedger());
        for (int i = 0; i < 60; i++)
        {
            Call(views.Ledger, "v1", i % 2 == 0 ? "0.010" : "0.012", 100 + i, failed: i < 6);
            Call(views.Ledger, "v2", i % 2 == 0 ? "0.020" : "0.022", 200, failed: false);
            Call(views.Ledger, "v3", i % 2 == 0 ? "0.005" : "0.017", 50, failed: false);
        }

        Call(views.Ledger, "v1", "0.010", 160, failed: false);
        Call(views.Ledger, "few", "9", 1, failed: false);
        CompareQuery query = CompareQuery.Read(Words.Of("by=tag:prompt", "where=feature=search"), s_now, out _)!;

        CompareReport report = await views.AskAsync(all => all.Compare(query));

        Assert.Equal(["v1", "v2", "v3", "few"], report.Variants.Select(variant => variant.Key));
        Variant first = report.Variants[0];
        Assert.Equal((61L, 6L), (first.Calls, first.Failed));
        Assert.Equal(Samples.Dollars("0.67"), first.Cost);
        Assert.Equal(0.67m / 61, first.CostPerCall!.Mean);
        Assert.InRange(first.CostPerCall.Low!.Value, 0.0105m, 0.011m);
        Assert.Equal(
            (61L, 130L, 157L, 160L),
            (first.Latency!.Known, first.Latency.Median, first.Latency.P95, first.Latency.P99)
        );
        Assert.Equal([null, true, false, null], report.Variants.Select(variant => variant.CostDiffers));
        Assert.Equal(61 * 107, first.Tokens.Input + first.Tokens.Output);
    }

    [Fact]
    public async Task Where_there_are_no_calls_there_are_no_variants_and_no_change()
    {
        using ViewsCase views = new(new MemoryLedger());

        Assert.Empty((await views.AskAsync(all => all.Compare(new CompareQuery()))).Variants);
        Assert.Equal(CostChange.None, (await views.AskAsync(all => all.Drivers(new() { Now = s_now }))).Total);
    }

    private static void SumsUp(CostChange change) =>
        Assert.Equal(
            change.Now.Cost - change.Then.Cost,
            change.Volume + change.Mix + change.Size + change.Rate + change.Other
        );

    private static Usd Cost(Views views, Window window) =>
        views.Costs(new CostQuery { Window = window, By = [Grouping.Find("agent")!] }).Total.Known;

    private static DriversQuery Read(params string[] words) =>
        DriversQuery.Read(Words.Of(words), s_now, out string? problem) ?? throw new FormatException(problem);

    private static void Call(MemoryLedger ledger, string prompt, string cost, int latency, bool failed)
    {
        Attribution who = new() { Feature = "search", Tags = [new("prompt", prompt)] };
        Entry authorization = Samples.Authorization(who: who, at: s_now.AddDays(-3));
        ledger.Append(authorization);
        ledger.Append(
            Samples.Settlement(authorization, cost) with
            {
                LatencyMs = latency,
                Outcome = failed ? "upstream_failed" : "served",
            }
        );
    }
}
