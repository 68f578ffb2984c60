using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Tests.Support;
using TokenLedger.Ledger.Verification;

namespace TokenLedger.Ledger.Tests.Budgets;

/// <summary>Budgets judged in the commit of a real ledger.</summary>
public sealed class BudgetCommitTests
{
    [Fact]
    public async Task What_would_pass_a_strict_limit_is_refused_and_not_written()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        await ledger.UseBudgetsAsync([Calls.Budget("all", 1m)], CancellationToken.None);
        Entry first = Calls.Authorization(0.6m);
        await ledger.AppendedAsync(first);

        AppendResult refused = await ledger.AppendAsync(Calls.Authorization(0.400000000001m), CancellationToken.None);
        Assert.Equal(AppendStatus.OverBudget, refused.Status);
        BudgetFinding finding = Assert.Single(refused.Findings!);
        Assert.Equal(("all", FindingKind.Exceeded), (finding.Budget, finding.Kind));
        Assert.Equal((1m, 0m, 0.6m, 0.400000000001m), (finding.Limit, finding.Used, finding.Held, finding.Asked));
        Assert.Equal(
            "The budget \"all\" has 0 of 1 usd used and 0.6 held; this call asks for 0.400000000001.",
            refused.Problem
        );
        Assert.Equal(1, ledger.Head.Size);

        Assert.True((await ledger.AppendAsync(Calls.Authorization(0.4m), CancellationToken.None)).IsAppended);
        await ledger.AppendedAsync(Calls.Settlement(first, 0.1m));
        BudgetBalance balance = Assert.Single(ledger.Balances(null, 10));
        Assert.Equal((0.1m, 0.4m), (balance.Used, balance.Held));
    }

    [Fact]
    public async Task An_overage_is_debited_and_the_next_call_is_refused()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        await ledger.UseBudgetsAsync([Calls.Budget("all", 1m)], CancellationToken.None);
        Entry first = Calls.Authorization(0.6m);
        await ledger.AppendedAsync(first);
        await ledger.AppendedAsync(Calls.Settlement(first, 1.7m));
        Assert.Equal(1.7m, Assert.Single(ledger.Balances("all", 10)).Used);
        AppendResult next = await ledger.AppendAsync(Calls.Authorization(0.000000000001m), CancellationToken.None);
        Assert.Equal(AppendStatus.OverBudget, next.Status);
        Assert.True((await ledger.AppendAsync(Calls.Authorization(0m), CancellationToken.None)).IsAppended);
    }

    [Fact]
    public async Task A_hold_is_taken_in_every_scope_or_in_none()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        await ledger.UseBudgetsAsync(
            [
                Calls.Budget("all", 10m),
                Calls.Budget("alice", 1m) with
                {
                    Scope = [new("user", "alice")],
                },
                Calls.Budget("models", 0.5m) with
                {
                    Scope = [new("model", "gpt-*")],
                },
            ],
            CancellationToken.None
        );
        Attribution alice = new() { User = "alice" };
        AppendResult refused = await ledger.AppendAsync(Calls.Authorization(2m, alice), CancellationToken.None);
        Assert.Equal(["alice", "models"], refused.Findings!.Select(finding => finding.Budget).Order());
        Assert.Empty(ledger.Balances(null, 10));
        Assert.True((await ledger.AppendAsync(Calls.Authorization(0.5m, alice), CancellationToken.None)).IsAppended);
        Assert.Equal(3, ledger.Balances(null, 10).Count);
    }

    [Fact]
    public async Task Two_hundred_fifty_six_parallel_callers_never_overspend_and_refusals_equal_a_replay()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path, TimeProvider.System);
        Random random = new(20260821);
        int admitted = 0;
        int refused = 0;
        for (int round = 0; round < 10; round++)
        {
            string id = $"round-{round}";
            Attribution who = new() { Task = id };
            await ledger.UseBudgetsAsync(
                [Calls.Budget(id, 0.1m) with { Scope = [new("task", id)] }],
                CancellationToken.None
            );
            double[] shares = [.. Enumerable.Range(0, 256).Select(_ => random.NextDouble())];
            BudgetFinding?[] refusals = await Task.WhenAll(
                shares.Select(share => Task.Run(() => CallAsync(ledger, who, (decimal)share / 100, id)))
            );
            BudgetBalance balance = Assert.Single(ledger.Balances(id, 10));
            Assert.Equal(0, balance.Held);
            HashSet<(decimal Used, decimal Held)> states = await ReplayAsync(ledger, who);
            Assert.All(states, state => Assert.InRange(state.Used + state.Held, 0m, 0.1m));
            Assert.All(
                refusals.OfType<BudgetFinding>(),
                refusal =>
                {
                    Assert.Contains((refusal.Used, refusal.Held), states);
                    Assert.True(refusal.Used + refusal.Held + 0.01m > 0.1m);
                }
            );
            admitted += refusals.Count(one => one is null);
            refused += refusals.Count(one => one is not null);
        }

        Assert.True(refused > 0 && admitted >= 100, $"{admitted} admitted, {refused} refused");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"10 rounds of 256 callers: {admitted} admitted, {refused} refused, never above the limit"
        );
    }

    [Fact]
    public async Task First_calls_of_an_unknown_member_share_exactly_one_account()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path, TimeProvider.System);
        await ledger.UseBudgetsAsync([Calls.Budget("each", 0.1m) with { Per = ["user"] }], CancellationToken.None);
        AppendResult[] results = await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(_ =>
                    Task.Run(() =>
                        ledger
                            .AppendAsync(Calls.Authorization(0.01m, new() { User = "new" }), CancellationToken.None)
                            .AsTask()
                    )
                )
        );
        Assert.Equal(10, results.Count(result => result.IsAppended));
        Assert.Equal(90, results.Count(result => result.Status == AppendStatus.OverBudget));
        BudgetBalance balance = Assert.Single(ledger.Balances("each", 10));
        Assert.Equal(0.1m, balance.Held);
        Assert.Equal([KeyValuePair.Create("user", "new")], balance.Member);
        Assert.True(
            (
                await ledger.AppendAsync(Calls.Authorization(0.1m, new() { User = "other" }), CancellationToken.None)
            ).IsAppended
        );
    }

    [Fact]
    public async Task A_top_up_is_judged_held_and_released_with_its_authorization()
    {
        using TempFolder folder = new();
        EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        await ledger.UseBudgetsAsync(
            [Calls.Budget("all", 1m) with { Hold = HoldMode.Elastic }],
            CancellationToken.None
        );
        Entry call = Calls.Authorization(50m, expected: 0.4m);
        await ledger.AppendedAsync(call);
        Entry topUp = Calls.TopUp(call, 0.5m);
        await ledger.AppendedAsync(topUp);
        Assert.Equal(0.9m, Assert.Single(ledger.Balances("all", 1)).Held);

        AppendResult tooMuch = await ledger.AppendAsync(Calls.TopUp(call, 0.2m), CancellationToken.None);
        Assert.Equal(AppendStatus.OverBudget, tooMuch.Status);
        AppendResult settled = await ledger.AppendAsync(Calls.Settlement(topUp, 0.1m), CancellationToken.None);
        Assert.Equal(AppendStatus.UnknownAuthorization, settled.Status);
        AppendResult stray = await ledger.AppendAsync(
            Calls.TopUp(Calls.Authorization(1m), 0.1m),
            CancellationToken.None
        );
        Assert.Equal(AppendStatus.UnknownAuthorization, stray.Status);

        await ledger.AppendedAsync(Calls.Settlement(call, 0.7m));
        BudgetBalance balance = Assert.Single(ledger.Balances("all", 1));
        Assert.Equal((0.7m, 0m), (balance.Used, balance.Held));
        AppendResult late = await ledger.AppendAsync(Calls.TopUp(call, 0.1m), CancellationToken.None);
        Assert.Equal(AppendStatus.AlreadyResolved, late.Status);
        await ledger.DisposeAsync();
        VerificationReport report = await LedgerVerifier.RunAsync(folder.Path, null, null, CancellationToken.None);
        Assert.Empty(report.Findings);
        Assert.Equal(0, report.OpenHolds);
    }

    [Fact]
    public async Task What_a_dead_process_held_is_settled_and_counted_at_the_next_start()
    {
        SimulatedFiles files = new();
        ManualClock clock = new();
        OpenResult opened = await SimulatedLedger.OpenAsync(files, clock);
        await opened.Ledger!.UseBudgetsAsync([Calls.Budget("all", 1m)], CancellationToken.None);
        Entry call = Calls.Authorization(0.6m, expected: 0.5m);
        await opened.Ledger.AppendedAsync(call);
        await opened.Ledger.AppendedAsync(Calls.TopUp(call, 0.2m));
        await opened.Ledger.DisposeAsync();

        opened = await SimulatedLedger.OpenAsync(files, clock);
        Assert.Equal(1, opened.RecoveredHolds);
        Budget tokens = Calls.Budget("tokens", 1m) with { Limits = [new(LimitUnit.Tokens, 1000)] };
        await opened.Ledger!.UseBudgetsAsync([Calls.Budget("all", 1m), tokens], CancellationToken.None);
        // Reserved bit by bit, 0.7 came to more than the bound of 0.6; the tokens are those of the bound.
        Assert.Equal(
            [(0.7m, 0m), (300m, 0m)],
            opened.Ledger.Balances(null, 10).Select(balance => (balance.Used, balance.Held))
        );
        await opened.Ledger.DisposeAsync();
    }

    [Fact]
    public async Task Changing_a_limit_keeps_what_was_used_and_new_budgets_count_the_past()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        Entry before = Calls.Authorization(0.6m);
        await ledger.AppendedAsync(before);
        await ledger.AppendedAsync(Calls.Settlement(before, 0.5m));
        Entry open = Calls.Authorization(0.2m);
        await ledger.AppendedAsync(open);

        await ledger.UseBudgetsAsync([Calls.Budget("all", 1m)], CancellationToken.None);
        Assert.Equal((0.5m, 0.2m), UsedAndHeld(ledger, "all"));
        await ledger.UseBudgetsAsync([Calls.Budget("all", 2m), Calls.Budget("other", 3m)], CancellationToken.None);
        Assert.Equal((0.5m, 0.2m), UsedAndHeld(ledger, "all"));
        Assert.Equal((0.5m, 0.2m), UsedAndHeld(ledger, "other"));
        await ledger.AppendedAsync(Calls.Settlement(open, 0.1m));
        Assert.Equal((0.6m, 0m), UsedAndHeld(ledger, "all"));
        Assert.Equal((0.6m, 0m), UsedAndHeld(ledger, "other"));
        await ledger.UseBudgetsAsync([], CancellationToken.None);
        Assert.Empty(ledger.Balances(null, 10));
    }

    [Fact]
    public async Task What_the_budgets_would_say_reserves_nothing()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        await ledger.UseBudgetsAsync([Calls.Budget("all", 1m)], CancellationToken.None);
        Assert.Empty(ledger.WouldSay(Calls.Authorization(1m)));
        Assert.True(Assert.Single(ledger.WouldSay(Calls.Authorization(1.1m))).Refuses);
        Assert.Empty(ledger.Balances(null, 10));
        Assert.Equal(0, ledger.Head.Size);
    }

    private static (decimal, decimal) UsedAndHeld(EmbeddedLedger ledger, string budget)
    {
        BudgetBalance balance = Assert.Single(ledger.Balances(budget, 10));
        return (balance.Used, balance.Held);
    }

    // Ten calls fit at their bound of a cent; each then costs less. Returns why it was refused.
    private static async Task<BudgetFinding?> CallAsync(
        EmbeddedLedger ledger,
        Attribution who,
        decimal cost,
        string budget
    )
    {
        Entry authorization = Calls.Authorization(0.01m, who);
        AppendResult result = await ledger.AppendAsync(authorization, CancellationToken.None);
        if (result.Status == AppendStatus.OverBudget)
        {
            return result.Findings!.Single(finding => finding.Budget == budget);
        }

        Assert.True(result.IsAppended, result.Problem);
        await ledger.AppendedAsync(Calls.Settlement(authorization, decimal.Round(cost, 12)));
        return null;
    }

    // Every state the ledger went through, by plain arithmetic over what is in it.
    private static async Task<HashSet<(decimal Used, decimal Held)>> ReplayAsync(EmbeddedLedger ledger, Attribution who)
    {
        decimal used = 0;
        decimal held = 0;
        HashSet<(decimal, decimal)> states = [(0, 0)];
        foreach (byte[] bytes in await ledger.AllAsync())
        {
            Entry entry = EntryReader.Parse(bytes);
            if (entry.Attribution.Task != who.Task)
            {
                continue;
            }

            bool opens = entry.Kind == EntryKind.Authorization;
            held += opens ? 0.01m : -0.01m;
            used += opens ? 0 : (decimal)entry.Cost!.Value.Pico / 1_000_000_000_000m;
            states.Add((used, held));
        }

        return states;
    }
}
