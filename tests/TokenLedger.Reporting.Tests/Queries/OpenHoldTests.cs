using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Sessions;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Queries;

/// <summary>What is open and held is what a plain fold of the entries says, in every report that tells it.</summary>
public sealed class OpenHoldTests
{
    private static readonly Window s_second = new(Samples.Began.AddHours(24), Samples.Began.AddHours(48));

    [Fact]
    public void Open_calls_and_their_holds_equal_a_fold_of_the_entries_by_group_and_by_session() =>
        Prop.ForAll(
                Gen.Choose(0, 99_999).ArrayOf(60).ToArbitrary(),
                script =>
                {
                    MemoryLedger ledger = RandomHistory.From(script);
                    PlainBook book = new(ledger);
                    using LedgerViews opened = new(ledger);
                    foreach (Window window in (Window[])[Window.All, s_second])
                    {
                        Check(book, opened.Views, window);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(15));

    private static void Check(PlainBook book, Views views, Window window)
    {
        CostQuery query = new()
        {
            Window = window,
            By = [Grouping.Find("agent")!],
            Limit = 1000,
        };
        PlainCall[] open = [.. book.Of(query).Where(call => call.IsOpen)];
        CostReport report = views.Costs(query);
        Assert.Equal((open.Length, Held(open)), (report.Total.Open, report.Total.OpenHold));
        foreach (CostRow row in report.Rows)
        {
            PlainCall[] own = [.. open.Where(call => call.Who.Agent == row.Keys[0])];
            Assert.Equal((own.Length, Held(own)), (row.Figures.Open, row.Figures.OpenHold));
        }

        Assert.Equal(open.Length, report.Rows.Sum(row => row.Figures.Open));
        SessionsReport sessions = views.Sessions(new() { Window = window, Limit = 1000 });
        Assert.Equal(
            open.Where(call => call.Who.Session is not null)
                .GroupBy(call => (call.Who.Tenant, call.Who.Session))
                .Select(session => $"{session.Key} {session.Count()} {Held(session)}")
                .Order(StringComparer.Ordinal),
            sessions
                .Rows.Where(row => row.Figures.Costs.Open > 0)
                .Select(row =>
                    $"{((string?)row.Tenant, (string?)row.Session)} {row.Figures.Costs.Open} {row.Figures.Costs.OpenHold}"
                )
                .Order(StringComparer.Ordinal)
        );
    }

    private static Usd Held(IEnumerable<PlainCall> open) =>
        open.Aggregate(Usd.Zero, (sum, call) => sum + (call.Last!.Hold?.Amount + call.ToppedUp ?? Usd.Zero));
}
