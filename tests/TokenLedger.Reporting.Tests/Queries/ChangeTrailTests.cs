using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Queries;

public sealed class ChangeTrailTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_are_found_among_calls_the_newest_first_page_by_page()
    {
        MemoryLedger ledger = new();
        List<string?> subjects = [];
        for (int i = 0; i < 7; i++)
        {
            Samples.Call(ledger, "1");
            subjects.Insert(0, $"budget-{i}");
            ledger.Append(Change("budget.changed", $"budget-{i}"));
        }

        List<string?> found = [];
        long? before = null;
        do
        {
            ChangePage page = await FindAsync(ledger, new() { Before = before, Limit = 3 });
            Assert.InRange(page.Changes.Count, 0, 3);
            found.AddRange(page.Changes.Select(change => change.Entry.Subject));
            before = page.Next;
        } while (before is not null);

        Assert.Equal(subjects, found);
    }

    [Fact]
    public async Task A_kind_means_its_own_changes_and_not_those_of_a_kind_whose_name_is_longer()
    {
        MemoryLedger ledger = new();
        ledger.Append(Change("budget.created", "a"));
        ledger.Append(Change("budget_rule.created", "b"));
        ledger.Append(Change("rates.activated", "c"));

        ChangePage budgets = await FindAsync(ledger, new() { What = "budget" });
        ChangePage rates = await FindAsync(ledger, new() { What = "rates.activated" });
        ChangePage mine = await FindAsync(ledger, new() { Actor = "token:alice", Subject = "b" });

        Assert.Equal("a", Assert.Single(budgets.Changes).Entry.Subject);
        Assert.Equal("c", Assert.Single(rates.Changes).Entry.Subject);
        Assert.Equal(1, Assert.Single(mine.Changes).Sequence);
    }

    [Fact]
    public async Task A_ledger_without_changes_has_an_empty_page()
    {
        MemoryLedger ledger = new();
        Samples.Call(ledger, "1");

        ChangePage page = await FindAsync(ledger, new());

        Assert.Empty(page.Changes);
        Assert.Null(page.Next);
        Assert.Equal(2, page.AsOfEntry);
    }

    private static Entry Change(string what, string subject) =>
        new()
        {
            Kind = EntryKind.Admin,
            Id = Guid.CreateVersion7(),
            OccurredAt = Samples.Began,
            Reason = what,
            Subject = subject,
            Actor = "token:alice",
        };

    private static async Task<ChangePage> FindAsync(MemoryLedger ledger, ChangeQuery query)
    {
        using TemporaryFolder folder = new();
        ViewsFolder place = new(folder["views"]);
        await new ProjectionFollower(place).CatchUpAsync(new LedgerSource(ledger), null, Cancellation);
        using Views views = Views.Open(place)!;
        return await new ChangeTrail(ledger).FindAsync(views, query, Cancellation);
    }
}
