using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Tests.Support;

namespace TokenLedger.Ledger.Tests.Budgets;

/// <summary>Balances in force are compared with what the entries fold to.</summary>
public sealed class BalanceCheckTests
{
    private static readonly Budget[] s_budgets =
    [
        Calls.Budget("all", 1000m),
        Calls.Budget("day", 500m, new(WindowKind.Calendar) { Period = CalendarPeriod.Day }) with
        {
            Per = ["user"],
            Limits = [new(LimitUnit.Usd, 500m), new(LimitUnit.Calls, 5000), new(LimitUnit.Seconds, 90_000)],
        },
        Calls.Budget("rolling", 500m, new(WindowKind.Rolling) { Length = TimeSpan.FromHours(2) }),
        Calls.Budget("session", 500m, new(WindowKind.Session)),
    ];

    [Fact]
    public async Task Balances_in_force_are_what_the_entries_fold_to_after_restarts_with_calls_open()
    {
        Random random = new(5);
        SimulatedFiles files = new();
        ManualClock clock = new();
        long accounts = 0;
        for (int run = 0; run < 12; run++)
        {
            EmbeddedLedger ledger = (await SimulatedLedger.OpenAsync(files, clock)).Ledger!;
            await ledger.UseBudgetsAsync(s_budgets, CancellationToken.None);
            List<Entry> open = [];
            for (int step = 0; step < 60; step++)
            {
                clock.Advance(TimeSpan.FromMinutes(random.Next(40)));
                if (open.Count > 4 || (open.Count > 0 && random.Next(2) == 0))
                {
                    Entry call = open[random.Next(open.Count)];
                    open.Remove(call);
                    await ledger.AppendedAsync(Calls.Settlement(call, random.Next(300) / 100m));
                }
                else
                {
                    string user = $"user{random.Next(7)}";
                    Entry call = Calls.Authorization(1m, new() { User = user, Session = $"s{random.Next(9)}" });
                    await ledger.AppendedAsync(call);
                    open.Add(call);
                }
            }

            BalanceComparison compared = await CompareAsync(ledger, clock);
            Assert.True(compared is { IsWhole: true, Drifted: 0 }, string.Join("\n", compared.Differences));
            Assert.Equal(ledger.Head.Size, compared.Position);
            Assert.Same(compared, ledger.LastComparison);
            accounts += compared.Accounts;
            await ledger.DisposeAsync();
        }

        Assert.InRange(accounts, 100, 1000);
    }

    [Fact]
    public async Task A_balance_that_the_entries_do_not_say_is_found_with_both_figures()
    {
        SimulatedFiles files = new();
        ManualClock clock = new();
        EmbeddedLedger ledger = (await SimulatedLedger.OpenAsync(files, clock)).Ledger!;
        await ledger.UseBudgetsAsync(s_budgets, CancellationToken.None);
        Entry call = Calls.Authorization(3m, new() { User = "alice" });
        await ledger.AppendedAsync(call);
        await ledger.AppendedAsync(Calls.Settlement(call, 2m));
        await ledger.DisposeAsync();

        // Stored balances that say more than the ledger: of an authorization that it does not have.
        ledger = (await SimulatedLedger.OpenAsync(files, clock)).Ledger!;
        BudgetBook book = BudgetBook.Compile(s_budgets);
        BudgetBalances told = new(book);
        Entry other = Calls.Authorization(7m, new() { User = "bob" });
        BudgetFold.Apply(told, BudgetFacts.Of(other, book)!, clock.GetUtcNow().UtcTicks);
        BalanceFile.Write(files, told, ledger.Head);
        await ledger.UseBudgetsAsync(s_budgets, CancellationToken.None);

        BalanceComparison compared = await CompareAsync(ledger, clock);

        BalanceDifference all = compared.Differences.Single(one => one.Budget == "all");
        Assert.Equal(((0m, 7m), (2m, 0m)), (all.InForce, all.Folded));
        // Besides it Alice's and Bob's days, the rolling window, and the calls without a session.
        Assert.Equal(5, compared.Drifted);
        Assert.Same(compared, ledger.LastComparison);
        await ledger.DisposeAsync();
    }

    [Fact]
    public async Task Many_accounts_are_compared_in_pieces_while_calls_go_on()
    {
        SimulatedFiles files = new();
        ManualClock clock = new();
        EmbeddedLedger ledger = (await SimulatedLedger.OpenAsync(files, clock)).Ledger!;
        Budget each = Calls.Budget("each", 5m) with { Per = ["user"] };
        await ledger.UseBudgetsAsync([each], CancellationToken.None);
        int members = (BalanceCheck.AccountsAtOnce * 3) + 1;
        for (int i = 0; i < members; i++)
        {
            await ledger.AppendedAsync(Calls.Authorization(1m, new() { User = $"user{i}" }));
        }

        Task<BalanceComparison?> comparing = ledger.CompareBalancesAsync(CancellationToken.None).AsTask();
        int more = 0;
        while (!comparing.IsCompleted)
        {
            await ledger.AppendedAsync(Calls.Authorization(1m, new() { User = $"user{more++ % members}" }));
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        BalanceComparison compared = (await comparing)!;
        Assert.Equal((members, 0, true), (compared.Accounts, compared.Drifted, compared.IsWhole));
        await ledger.DisposeAsync();
    }

    [Fact]
    public async Task Without_budgets_there_is_nothing_to_compare()
    {
        EmbeddedLedger ledger = (await SimulatedLedger.OpenAsync(new(), new ManualClock())).Ledger!;

        Assert.Equal(0, (await ledger.CompareBalancesAsync(CancellationToken.None))!.Accounts);
        await ledger.DisposeAsync();
    }

    private static async Task<BalanceComparison> CompareAsync(EmbeddedLedger ledger, ManualClock clock)
    {
        Task<BalanceComparison?> comparing = ledger.CompareBalancesAsync(CancellationToken.None).AsTask();
        while (!comparing.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        return (await comparing)!;
    }
}
