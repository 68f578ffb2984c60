using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Coverage;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Queries;

public sealed class CoverageQueryTests
{
    [Fact]
    public void Every_gap_equals_a_fold_of_the_entries() =>
        Histories.Check(history =>
        {
            CoverageQuery query = new()
            {
                Window = history.Window,
                AsBooked = history.AsBooked,
                Expected = CoverageQuery.ParseExpected("feature,tag:team", out _)!,
                Limit = 100,
            };
            CoverageReport report = history.Views.Coverage(query);
            bool booked = query.AsBooked;
            List<PlainCall> calls = [.. history.Book.Of(query)];
            Assert.Equal(calls.Count(call => call.HasEnded), report.Calls);
            Assert.Equal(Sum(calls, call => call.Known(booked)), report.Known);

            List<PlainCall> unpriced = calls.FindAll(call => call.IsUnpriced(booked));
            List<PlainCall> estimated = calls.FindAll(call => Has(call, Provenance.Estimated));
            List<PlainCall> counted = calls.FindAll(call => Has(call, Provenance.Counted));
            List<PlainCall> featureless = calls.FindAll(call => call.Who.Feature is null);
            List<PlainCall> teamless = calls.FindAll(call => call.Team is null);
            Assert.Equal(
                [
                    ("unpriced", unpriced.Count, Usd.Zero),
                    ("estimated", estimated.Count, Sum(calls, call => call.Of(Provenance.Estimated, booked))),
                    ("counted", counted.Count, Sum(calls, call => call.Of(Provenance.Counted, booked))),
                    ("no_feature", Ended(featureless), Sum(featureless, call => call.Known(booked))),
                    ("no_tag:team", Ended(teamless), Sum(teamless, call => call.Known(booked))),
                ],
                report.Gaps.Select(gap => (gap.Name, (int)gap.Calls, gap.Cost))
            );
            foreach (CoverageGap gap in report.Gaps)
            {
                Assert.Equal(gap.Calls, gap.Groups.Sum(group => group.Calls));
                Assert.Equal(gap.Cost, gap.Groups.Aggregate(Usd.Zero, (sum, group) => sum + group.Cost));
                Assert.Equal(Share.Of(gap.Calls, report.Calls), gap.ShareOfCalls);
            }

            Assert.Equal(
                featureless
                    .GroupBy(call => call.Who.Key)
                    .Select(group => (group.Key, Ended([.. group]), Sum([.. group], call => call.Known(booked))))
                    .Where(group => group.Item2 != 0 || group.Item3 != Usd.Zero)
                    .OrderByDescending(group => group.Item3)
                    .ThenByDescending(group => group.Item2)
                    .ThenBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => group.Key),
                report.Gaps[3].Groups.Select(group => group.Keys[0])
            );
        });

    [Fact]
    public void A_gap_says_what_to_do_about_it()
    {
        using OpenedViews views = OpenedViews.Of(new MemoryLedger());

        CoverageReport report = views.Now.Coverage(
            new() { Expected = CoverageQuery.ParseExpected("cost-center,tag:team,tenant,user,session", out _)! }
        );

        Assert.Contains("rates.models", report.Gaps[0].Advice, StringComparison.Ordinal);
        Assert.Contains("X-TokenLedger-Cost-Center", report.Gaps[3].Advice, StringComparison.Ordinal);
        Assert.Contains("--default cost-center=VALUE", report.Gaps[3].Advice, StringComparison.Ordinal);
        Assert.Contains("X-TokenLedger-Tag-team", report.Gaps[4].Advice, StringComparison.Ordinal);
        Assert.Contains("--tenant NAME", report.Gaps[5].Advice, StringComparison.Ordinal);
        Assert.Contains("--owner USER", report.Gaps[6].Advice, StringComparison.Ordinal);
        Assert.Equal("Have callers send X-TokenLedger-Session.", report.Gaps[7].Advice);
        Assert.All(report.Gaps, gap => Assert.Equal((0, 0m, 0m), (gap.Calls, gap.ShareOfCalls, gap.ShareOfCost)));
        Assert.All(report.Gaps, gap => Assert.Empty(gap.Groups));
    }

    [Theory]
    [InlineData("model")]
    [InlineData("colour")]
    [InlineData("")]
    public void What_callers_cannot_say_is_not_expected_of_them(string name)
    {
        Assert.Null(CoverageQuery.ParseExpected(name, out string? problem));
        Assert.Contains("Choose from feature", problem, StringComparison.Ordinal);
    }

    private static bool Has(PlainCall call, Provenance provenance) =>
        call.HasEnded && call.Last!.Lines.Any(line => line.Provenance == provenance);

    private static int Ended(List<PlainCall> calls) => calls.Count(call => call.HasEnded);

    private static Usd Sum(List<PlainCall> calls, Func<PlainCall, Usd> amount) =>
        calls.Aggregate(Usd.Zero, (sum, call) => sum + amount(call));
}
