using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Errors;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Queries;

public sealed class ErrorQueryTests
{
    [Fact]
    public void Failed_and_refused_calls_equal_a_fold_of_the_entries() =>
        Histories.Check(history =>
        {
            ErrorQuery query = new()
            {
                Window = history.Window,
                AsBooked = history.AsBooked,
                By = [Grouping.Find("feature")!],
            };
            ErrorReport report = history.Views.Errors(query);
            List<PlainCall> calls = [.. history.Book.Of(query)];
            Assert.Equal(Figures(calls), report.Total);
            Assert.Equal(
                calls
                    .GroupBy(call => call.Who.Feature)
                    .Select(group => (group.Key, Figures: Figures(group)))
                    .Where(group => group.Figures.Calls + group.Figures.Rejected > 0)
                    .OrderByDescending(group => group.Figures.Failed + group.Figures.Rejected)
                    .ThenByDescending(group => group.Figures.Calls)
                    .ThenBy(group => group.Key, StringComparer.Ordinal),
                report.Rows.Select(row => (row.Keys[0], row.Figures))
            );
            Assert.Equal(
                calls
                    .Where(call => call.HasEnded || call.Rejected > 0)
                    .GroupBy(call => call.Last!.Outcome)
                    .Select(group => (group.Key, Figures(group)))
                    .OrderBy(one => one.Key),
                report
                    .Outcomes.Select(one => (one.Outcome, new ErrorFigures(one.Calls, one.Failed, one.Rejected)))
                    .OrderBy(one => one.Outcome)
            );
            Assert.Equal(
                calls
                    .Where(call => call.HasEnded)
                    .GroupBy(call => call.Last!.HttpStatus)
                    .Select(group => new StatusCount(group.Key, group.Count(), group.Count(call => call.HasFailed)))
                    .OrderBy(one => one.Status),
                report.Statuses
            );
            Assert.Equal(
                calls
                    .Where(call => call.Rejected > 0)
                    .GroupBy(call => call.Last!.Subject)
                    .Select(group => new RuleCount(group.Key, group.Sum(call => call.Rejected)))
                    .OrderByDescending(one => one.Rejected)
                    .ThenBy(one => one.Rule, StringComparer.Ordinal),
                report.Rules
            );
        });

    [Fact]
    public void Rates_are_shares_and_nothing_of_nothing_is_zero()
    {
        Assert.Equal(
            (0.333333m, 0.25m),
            (new ErrorFigures(3, 1, 1).ErrorRate, new ErrorFigures(3, 1, 1).RejectionRate)
        );
        Assert.Equal((0m, 0m), (new ErrorFigures(0, 0, 0).ErrorRate, new ErrorFigures(0, 0, 0).RejectionRate));
    }

    private static ErrorFigures Figures(IEnumerable<PlainCall> group)
    {
        PlainCall[] calls = [.. group];
        return new(
            calls.Count(call => call.HasEnded),
            calls.Count(call => call.HasFailed),
            calls.Sum(call => call.Rejected)
        );
    }
}
