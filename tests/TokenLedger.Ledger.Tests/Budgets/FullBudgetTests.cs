using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Tests.Support;

namespace TokenLedger.Ledger.Tests.Budgets;

/// <summary>However many members callers name, a budget has a bounded number of accounts.</summary>
public sealed class FullBudgetTests
{
    private static readonly long s_noon = Samples.Noon.UtcTicks;

    private static Budget Each(BudgetAction action = BudgetAction.Block, BudgetWindow? window = null) =>
        Calls.Budget("each", 1m, window) with
        {
            Per = ["user"],
            Action = action,
        };

    private static BudgetBalances Balances(Budget budget) => new(BudgetBook.Compile([budget])) { MostMembers = 3 };

    private static BudgetFacts Of(BudgetBalances balances, Entry entry) => BudgetFacts.Of(entry, balances.Book)!;

    private static Entry By(int user) => Calls.Authorization(0.1m, new() { User = "u" + user });

    private static FindingKind? Judge(BudgetBalances balances, int user, long ticks) =>
        BudgetFold.Judge(balances, Of(balances, By(user)), ticks)?.Single().Kind;

    private static void Spend(BudgetBalances balances, int user, decimal cost, long ticks)
    {
        Entry call = By(user);
        BudgetFold.Apply(balances, Of(balances, call), ticks);
        BudgetFold.Apply(balances, Of(balances, Calls.Settlement(call, cost)), ticks);
    }

    [Fact]
    public void A_member_for_whom_there_is_no_account_is_refused_and_the_others_go_on()
    {
        BudgetBalances balances = Balances(Each());
        for (int user = 0; user < 3; user++)
        {
            Assert.Null(Judge(balances, user, s_noon));
            Spend(balances, user, 0.1m, s_noon);
        }

        Assert.Equal(FindingKind.Full, Judge(balances, 3, s_noon));
        Assert.Null(Judge(balances, 1, s_noon));
        Assert.Equal(3, balances.Accounts);
    }

    [Fact]
    public void Accounts_whose_window_has_passed_make_room()
    {
        BudgetBalances balances = Balances(Each(window: new(WindowKind.Calendar) { Period = CalendarPeriod.Day }));
        for (int user = 0; user < 3; user++)
        {
            Spend(balances, user, 0.1m, s_noon);
        }

        Assert.Equal(FindingKind.Full, Judge(balances, 3, s_noon));
        Assert.Null(Judge(balances, 3, s_noon + TimeSpan.TicksPerDay));
        Spend(balances, 3, 0.1m, s_noon + TimeSpan.TicksPerDay);
        Assert.Equal(1, balances.Accounts);
    }

    [Fact]
    public void A_budget_that_only_warns_counts_members_without_an_account_together()
    {
        BudgetBalances balances = Balances(Each(BudgetAction.Warn));
        for (int user = 0; user < 10; user++)
        {
            Spend(balances, user, 0.2m, s_noon);
        }

        Assert.Equal(4, balances.Accounts);
        List<BudgetBalance> all = [];
        foreach (BudgetBalances.Listed account in balances.List("each"))
        {
            BudgetBalances.Read(account, s_noon, all);
        }

        BudgetBalance others = Assert.Single(all, one => one.Member[0].Value == "(others)");
        Assert.Equal(1.4m, others.Used);
        Assert.Equal(2m, all.Sum(one => one.Used));
        Assert.Equal(FindingKind.Warned, Judge(balances, 99, s_noon));
    }

    [Fact]
    public void History_with_more_members_than_accounts_is_folded_and_refuses_more()
    {
        BudgetBalances balances = Balances(Each());
        for (int user = 0; user < 10; user++)
        {
            Spend(balances, user, 0.2m, s_noon); // as it stands in the ledger, from before there was this budget
        }

        Assert.Equal(4, balances.Accounts);
        Assert.Equal(FindingKind.Full, Judge(balances, 7, s_noon));
        Assert.Null(Judge(balances, 2, s_noon));
    }
}
