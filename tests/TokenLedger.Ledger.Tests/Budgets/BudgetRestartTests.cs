using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Tests.Support;

namespace TokenLedger.Ledger.Tests.Budgets;

/// <summary>Balances across restarts, changes of the clock and changes of the budgets, on a whole ledger.</summary>
public sealed class BudgetRestartTests
{
    private static readonly Budget[] _budgets =
    [
        Calls.Budget("all", 1000m),
        Calls.Budget("each", 100m, new(WindowKind.Calendar) { Period = CalendarPeriod.Day }) with
        {
            Per = ["user"],
        },
        Calls.Budget("rolling", 500m, new(WindowKind.Rolling) { Length = TimeSpan.FromHours(2) }) with
        {
            Limits = [new(LimitUnit.Usd, 500m), new(LimitUnit.Calls, 5000)],
        },
    ];

    [Fact]
    public async Task Balances_after_any_restart_equal_those_before_and_the_plain_fold()
    {
        Random random = new(99);
        for (int history = 0; history < 40; history++)
        {
            SimulatedFiles files = new();
            ManualClock clock = new();
            List<Entry> open = [];
            for (int run = 0; run < 4; run++)
            {
                EmbeddedLedger ledger = (await SimulatedLedger.OpenAsync(files, clock)).Ledger!;
                open.Clear();
                await ledger.UseBudgetsAsync(_budgets, CancellationToken.None);
                for (int step = random.Next(20); step > 0; step--)
                {
                    clock.Advance(TimeSpan.FromMinutes(random.Next(50)));
                    await StepAsync(ledger, open, random);
                }

                List<string> before = await CompareAsync(ledger, clock);
                if (random.Next(2) == 0)
                {
                    // As a start without the file: everything is folded again.
                    files.Delete(SegmentPath.Balances);
                }

                await ledger.UseBudgetsAsync([], CancellationToken.None);
                await ledger.UseBudgetsAsync(_budgets, CancellationToken.None);
                Assert.Equal(before, await CompareAsync(ledger, clock));
                await ledger.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_start_folds_only_what_came_after_the_file()
    {
        SimulatedFiles files = new();
        ManualClock clock = new();
        EmbeddedLedger ledger = (await SimulatedLedger.OpenAsync(files, clock)).Ledger!;
        await ledger.UseBudgetsAsync(_budgets, CancellationToken.None);
        Entry call = Calls.Authorization(3m, new() { User = "alice" });
        await ledger.AppendedAsync(call);
        await ledger.AppendedAsync(Calls.Settlement(call, 2m));
        await ledger.DisposeAsync();
        byte[] file = files.ReadAll(SegmentPath.Balances)!;

        // A file that says something else: what comes of it tells that it was read, and that a damaged one is not.
        BudgetBook book = BudgetBook.Compile(_budgets);
        BudgetBalances told = new(book);
        Entry other = Calls.Authorization(7m, new() { User = "bob" });
        BudgetFold.Apply(told, BudgetFacts.Of(other, book)!, clock.GetUtcNow().UtcTicks);
        ledger = (await SimulatedLedger.OpenAsync(files, clock)).Ledger!;
        BalanceFile.Write(files, told, ledger.Head);
        await ledger.UseBudgetsAsync(_budgets, CancellationToken.None);
        Assert.Equal(7m, ledger.Balances("all", 1)[0].Held);
        await ledger.DisposeAsync();

        file[^1] ^= 1;
        files.Replace(SegmentPath.Balances, file, durable: false);
        ledger = (await SimulatedLedger.OpenAsync(files, clock)).Ledger!;
        await ledger.UseBudgetsAsync(_budgets, CancellationToken.None);
        Assert.Equal((2m, 0m), (ledger.Balances("all", 1)[0].Used, ledger.Balances("all", 1)[0].Held));
        await ledger.DisposeAsync();
    }

    [Fact]
    public async Task The_file_of_another_ledger_is_not_taken()
    {
        SimulatedFiles files = new();
        ManualClock clock = new();
        EmbeddedLedger ledger = (await SimulatedLedger.OpenAsync(files, clock)).Ledger!;
        await ledger.AppendedAsync(Samples.Admin("one"));
        BudgetBook book = BudgetBook.Compile(_budgets);
        BudgetBalances told = new(book);
        BudgetFold.Apply(told, BudgetFacts.Of(Calls.Authorization(7m), book)!, clock.GetUtcNow().UtcTicks);
        BalanceFile.Write(files, told, new LedgerHead(1, new byte[32]));
        await ledger.UseBudgetsAsync(_budgets, CancellationToken.None);
        Assert.Empty(ledger.Balances(null, 10));
        await ledger.DisposeAsync();
    }

    [Fact]
    public async Task A_clock_that_is_set_back_opens_no_window_again()
    {
        SimulatedFiles files = new();
        SteppedClock clock = new(new(2026, 8, 21, 23, 59, 0, TimeSpan.Zero));
        EmbeddedLedger ledger = (
            await LedgerOpening.RunAsync(
                new() { Folder = "/simulated", Origin = "example.test/ledger" },
                files,
                folderLock: null,
                clock,
                CancellationToken.None
            )
        ).Ledger!;
        Budget day = Calls.Budget("day", 1m, new(WindowKind.Calendar) { Period = CalendarPeriod.Day });
        await ledger.UseBudgetsAsync([day], CancellationToken.None);
        await SpendAsync(ledger, 1m);

        // Looking at tomorrow must not end today, when the clock was only wrong.
        clock.Now = new(2026, 8, 22, 0, 1, 0, TimeSpan.Zero);
        Assert.Empty(ledger.Balances(null, 10));
        Assert.Empty(ledger.WouldSay(Calls.Authorization(1m)));
        Assert.Equal(AppendStatus.OverBudget, (await TryAsync(ledger, 1.1m)).Status);
        clock.Now = new(2026, 8, 21, 23, 59, 30, TimeSpan.Zero);
        Assert.Equal(AppendStatus.OverBudget, (await TryAsync(ledger, 0.1m)).Status);
        Assert.Equal(1m, Assert.Single(ledger.Balances(null, 10)).Used);

        clock.Now = new(2026, 8, 22, 0, 1, 0, TimeSpan.Zero);
        await SpendAsync(ledger, 0.9m);
        clock.Now = new(2026, 8, 21, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(AppendStatus.OverBudget, (await TryAsync(ledger, 0.2m)).Status);
        BudgetBalance balance = Assert.Single(ledger.Balances(null, 10));
        Assert.Equal((0.9m, new DateTimeOffset(2026, 8, 23, 0, 0, 0, TimeSpan.Zero)), (balance.Used, balance.ResetsAt));
        await ledger.DisposeAsync();
    }

    [Fact]
    public async Task A_hold_belongs_to_the_window_in_which_it_was_recorded()
    {
        using TempFolder folder = new();
        ManualClock clock = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path, clock);
        await ledger.UseBudgetsAsync(
            [Calls.Budget("day", 1m, new(WindowKind.Calendar) { Period = CalendarPeriod.Day })],
            CancellationToken.None
        );
        Entry evening = Calls.Authorization(0.9m);
        await ledger.AppendedAsync(evening);
        clock.Advance(TimeSpan.FromHours(13));
        Entry morning = Calls.Authorization(0.8m);
        await ledger.AppendedAsync(morning);
        await ledger.AppendedAsync(Calls.Settlement(evening, 0.9m));
        BudgetBalance balance = Assert.Single(ledger.Balances(null, 10));
        Assert.Equal((0m, 0.8m), (balance.Used, balance.Held));

        await ledger.AppendedAsync(Calls.Adjustment(0.3m, Samples.Noon));
        await ledger.AppendedAsync(Calls.Adjustment(0.1m, clock.GetUtcNow()));
        Assert.Equal(0.1m, Assert.Single(ledger.Balances(null, 10)).Used);
    }

    [Fact]
    public async Task Budgets_that_are_wrong_are_refused_and_those_before_stay()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        await ledger.UseBudgetsAsync([Calls.Budget("all", 1m)], CancellationToken.None);
        ArgumentException wrong = await Assert.ThrowsAsync<ArgumentException>(async () =>
            await ledger.UseBudgetsAsync([Calls.Budget("all", -1m), Calls.Budget("All", 1m)], CancellationToken.None)
        );
        Assert.Contains("all.limits[0].amount", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("All.id", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(AppendStatus.OverBudget, (await TryAsync(ledger, 2m)).Status);
    }

    [Fact]
    public async Task Budgets_put_in_force_under_load_miss_no_entry_and_count_none_twice()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path, TimeProvider.System);
        using CancellationTokenSource stop = new();
        long settled = 0;
        Task[] callers =
        [
            .. Enumerable
                .Range(0, 16)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (!stop.IsCancellationRequested)
                        {
                            Entry call = Calls.Authorization(0.01m, new() { User = "alice" });
                            await ledger.AppendedAsync(call);
                            await ledger.AppendedAsync(Calls.Settlement(call, 0.01m));
                            Interlocked.Increment(ref settled);
                        }
                    })
                ),
        ];
        for (int change = 0; change < 8; change++)
        {
            long reached = ledger.Head.Size + 1000;
            await ledger.WaitBeyondAsync(reached, CancellationToken.None);
            await ledger.UseBudgetsAsync(
                [
                    Calls.Budget("old", 1_000_000m + change),
                    Calls.Budget($"new-{change}", 1_000_000m) with
                    {
                        Per = ["user"],
                    },
                ],
                CancellationToken.None
            );
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);
        decimal spent = settled * 0.01m;
        Assert.All(ledger.Balances(null, 10), balance => Assert.Equal((spent, 0m), (balance.Used, balance.Held)));
        Assert.Equal(2, ledger.Balances(null, 10).Count);
    }

    private static Task<AppendResult> TryAsync(EmbeddedLedger ledger, decimal bound) =>
        ledger.AppendAsync(Calls.Authorization(bound), CancellationToken.None).AsTask();

    private static async Task SpendAsync(EmbeddedLedger ledger, decimal amount)
    {
        Entry call = Calls.Authorization(amount);
        await ledger.AppendedAsync(call);
        await ledger.AppendedAsync(Calls.Settlement(call, amount));
    }

    private static async Task StepAsync(EmbeddedLedger ledger, List<Entry> open, Random random)
    {
        Entry? any = open.Count == 0 ? null : open[random.Next(open.Count)];
        Attribution who = new() { User = random.Next(2) == 0 ? "alice" : null };
        switch (random.Next(6))
        {
            case 0 when any is not null:
                await ledger.AppendedAsync(Calls.Settlement(any, random.Next(500) / 100m));
                open.Remove(any);
                break;
            case 1 when any is not null:
                await ledger.AppendedAsync(Calls.Void(any));
                open.Remove(any);
                break;
            case 2 when any is not null:
                await ledger.AppendedAsync(Calls.TopUp(any, 0.5m));
                break;
            case 3:
                await ledger.AppendedAsync(Calls.Adjustment(random.Next(-100, 100) / 100m, Samples.Noon, who));
                break;
            default:
                Entry call = Calls.Authorization(random.Next(900) / 100m, who);
                await ledger.AppendedAsync(call);
                open.Add(call);
                break;
        }
    }

    // The balances as text, when they are those of the plain fold over what the ledger holds.
    private static async Task<List<string>> CompareAsync(EmbeddedLedger ledger, ManualClock clock)
    {
        List<Entry> entries = [.. (await ledger.AllAsync()).Select(bytes => EntryReader.Parse(bytes))];
        List<string> ours =
        [
            .. ledger
                .Balances(null, 1000)
                .Select(one =>
                    $"{one.Budget} {string.Join('|', one.Member)} {one.Unit} {one.Used:0.##} {one.Held:0.##}"
                )
                .Order(StringComparer.Ordinal),
        ];
        List<string> naive =
        [
            .. _budgets
                .SelectMany(budget =>
                    NaiveBalances
                        .Of(entries, budget, clock.GetUtcNow())
                        .Select(sum =>
                        {
                            string[] parts = sum.Key.Split('#');
                            string member =
                                parts[0].Length == 0
                                    ? ""
                                    : $"[{parts[0].Replace("=", ", ", StringComparison.Ordinal)}]";
                            LimitUnit unit = budget.Limits[int.Parse(parts[1])].Unit;
                            return $"{budget.Id} {member} {unit} {sum.Value.Used:0.##} {sum.Value.Held:0.##}";
                        })
                )
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(naive, ours);
        return ours;
    }

    private sealed class SteppedClock(DateTimeOffset now) : TimeProvider
    {
        private long _ticks = now.UtcTicks;

        public DateTimeOffset Now
        {
            set => Volatile.Write(ref _ticks, value.UtcTicks);
        }

        public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);
    }
}
