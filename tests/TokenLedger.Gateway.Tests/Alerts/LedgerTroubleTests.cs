using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Tests.Alerts.Support;

namespace TokenLedger.Gateway.Tests.Alerts;

public sealed class LedgerTroubleTests
{
    [Fact]
    public async Task A_ledger_that_cannot_write_is_told_at_once()
    {
        await using AlertBench bench = new();
        await using HookServer server = await HookServer.StartAsync();
        await bench.StartAsync(AlertSamples.Hook(server.Address));

        bench.Ledger.Failure = "No space left on device";
        Hook hook = await bench.FlowAsync(server.NextAsync());

        Assert.Contains("ai.tokenledger.ledger.trouble.v1", hook.Text, StringComparison.Ordinal);
        Assert.Contains("No space left on device", hook.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_told_also_when_the_gateway_stops_because_of_it()
    {
        await using AlertBench bench = new();
        await using HookServer server = await HookServer.StartAsync();
        await bench.StartAsync(AlertSamples.Hook(server.Address));

        bench.Ledger.Failure = "No space left on device";
        await bench.Run.DisposeAsync();

        Assert.Contains("ledger.trouble", Assert.Single(server.All).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_goes_before_milder_alerts_that_wait()
    {
        await using AlertBench bench = new();
        await using HookServer server = await HookServer.StartAsync();
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Answer = _ => open.Task;
        await bench.StartAsync(AlertSamples.Hook(server.Address));
        bench.Ledger.Add(
            Enumerable
                .Range(0, 5)
                .Select(i =>
                    AlertSamples.Rejection("loop_detected", "loop") with
                    {
                        Attribution = AlertSamples.Who with { Session = $"s-{i}" },
                    }
                )
        );
        await bench.FlowAsync(server.NextAsync(), TimeSpan.FromMilliseconds(10));

        bench.Ledger.Failure = "No space left on device";
        await bench.UntilAsync(() => bench.Run.Book.Recent().Count == 6, TimeSpan.FromMilliseconds(10));
        open.SetResult();
        Hook second = await bench.FlowAsync(server.NextAsync(), TimeSpan.FromMilliseconds(10));

        Assert.Contains("ledger.trouble", second.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Balances_that_have_drifted_are_told_once_and_those_that_have_not_never()
    {
        await using AlertBench bench = new();
        bench.Ledger.LastComparison = new(100, 5, 0, [], true);
        await bench.StartAsync(new AlertOptions());
        await bench.UntilAsync(After(bench, TimeSpan.FromSeconds(5)), TimeSpan.FromSeconds(1));
        Assert.Empty(bench.Run.Book.Recent());

        bench.Ledger.LastComparison = new(
            200,
            5,
            1,
            [new("team", [], LimitUnit.Usd, (3, 0), (2, 0))],
            true
        );
        await bench.UntilAsync(() => bench.Run.Book.Recent().Count == 1, TimeSpan.FromSeconds(1));
        await bench.UntilAsync(After(bench, TimeSpan.FromHours(2)), TimeSpan.FromMinutes(1));

        Alert told = Assert.Single(bench.Run.Book.Recent()).Alert;
        Assert.Equal(("ledger_trouble", "balances"), (told.Type.Name, told.Subject));
        Assert.Contains(new("budgets", "team"), told.Details);
    }

    private static Func<bool> After(AlertBench bench, TimeSpan time)
    {
        DateTimeOffset end = bench.Clock.GetUtcNow() + time;
        return () => bench.Clock.GetUtcNow() >= end;
    }

    [Fact]
    public async Task A_disk_that_is_nearly_full_is_told_once_an_hour()
    {
        await using AlertBench bench = new() { FreeBytes = 100L << 20 };
        await bench.StartAsync(new AlertOptions { DiskFree = 1L << 30 });

        await bench.UntilAsync(() => bench.Run.Book.Recent().Count == 1);
        await bench.UntilAsync(() => bench.Run.Tally.SuppressedCount >= 100, TimeSpan.FromSeconds(1));
        Assert.Single(bench.Run.Book.Recent());
        Assert.Contains("has 100 MiB left", bench.Run.Book.Recent()[0].Alert.Message, StringComparison.Ordinal);

        await bench.UntilAsync(() => bench.Run.Book.Recent().Count == 2, TimeSpan.FromMinutes(1));
    }
}
