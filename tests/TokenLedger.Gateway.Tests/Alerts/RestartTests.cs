using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Alerts.Delivering;
using TokenLedger.Gateway.Tests.Alerts.Support;

namespace TokenLedger.Gateway.Tests.Alerts;

public sealed class RestartTests
{
    [Fact]
    public async Task What_was_pending_is_delivered_after_a_restart_with_its_id()
    {
        await using AlertBench bench = new();
        await using HookServer server = await HookServer.StartAsync();
        ChannelOptions hook = AlertSamples.Hook(server.Address) with { SigningKey = new byte[32] };
        server.Answer = http =>
        {
            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        await bench.StartAsync(hook);
        bench.Ledger.Add(AlertSamples.Rejection("loop_detected", "loop"));
        Hook first = await bench.FlowAsync(server.NextAsync());
        await bench.UntilAsync(() => bench.Run.Tally.Of("hook", "retried") == 1);
        await bench.Run.DisposeAsync();

        server.Answer = _ => Task.CompletedTask;
        await bench.StartAsync(hook);
        Hook second = await bench.FlowAsync(server.NextAsync(), TimeSpan.FromSeconds(1));

        Assert.Equal(first.Headers["webhook-id"], second.Headers["webhook-id"]);
        Assert.Equal(first.Text, second.Text);
    }

    [Fact]
    public async Task A_restart_goes_on_where_it_was_and_keeps_cool_downs()
    {
        await using AlertBench bench = new();
        await using HookServer server = await HookServer.StartAsync();
        await bench.StartAsync(AlertSamples.Hook(server.Address));
        bench.Ledger.Add(AlertSamples.Rejection("loop_detected", "loop"));
        await bench.FlowAsync(server.NextAsync());
        await bench.UntilAsync(() => bench.Run.Book.Pending("hook") == 0);
        await bench.Run.DisposeAsync();

        bench.Ledger.Add(
            AlertSamples.Rejection("loop_detected", "loop"),
            AlertSamples.Rejection("budget_exceeded", "budget:team-a")
        );
        await bench.StartAsync(AlertSamples.Hook(server.Address));
        Hook next = await bench.FlowAsync(server.NextAsync());

        Assert.Contains("budget.exceeded", next.Text, StringComparison.Ordinal);
        Assert.Equal(1, bench.Run.Tally.SuppressedCount);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not a state")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000\n{}")]
    public async Task A_lost_or_damaged_state_begins_at_the_head_and_says_so(string? damage)
    {
        await using AlertBench bench = new();
        await using HookServer server = await HookServer.StartAsync();
        bench.Ledger.Add(Enumerable.Repeat(AlertSamples.Rejection("loop_detected", "loop"), 100));
        if (damage is not null)
        {
            await File.WriteAllTextAsync(bench.StateFile, damage);
        }

        await bench.StartAsync(AlertSamples.Hook(server.Address));
        bench.Ledger.Add(AlertSamples.Rejection("budget_exceeded", "budget:team-a"));
        Hook hook = await bench.FlowAsync(server.NextAsync());

        Assert.Contains("budget.exceeded", hook.Text, StringComparison.Ordinal);
        Assert.Contains("begin at the head of the ledger, entry 100", bench.Log.Text, StringComparison.Ordinal);
        Assert.Single(server.All);
    }

    [Fact]
    public async Task The_state_of_another_ledger_is_not_taken()
    {
        await using AlertBench bench = new();
        await bench.StartAsync();
        bench.Ledger.Add(AlertSamples.Entry(TokenLedger.Ledger.Entries.EntryKind.Authorization));
        await bench.UntilAsync(() => bench.Run.Book.Position.Next == 1);
        await bench.Run.DisposeAsync();

        bench.Ledger = new AlertLedger(bench.Clock);
        bench.Ledger.Add(Enumerable.Repeat(AlertSamples.Rejection("loop_detected", "loop"), 3));
        await bench.StartAsync();

        Assert.Equal(3, bench.Run.Book.Position.Next);
        Assert.Contains("begin at the head of the ledger, entry 3", bench.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_happened_longer_ago_than_a_delivery_is_tried_is_not_sent_any_more()
    {
        await using AlertBench bench = new();
        await using HookServer server = await HookServer.StartAsync();
        await bench.StartAsync(AlertSamples.Hook(server.Address));
        await bench.Run.DisposeAsync();
        bench.Ledger.Add(AlertSamples.Rejection("loop_detected", "loop"));
        bench.Clock.Advance(TimeSpan.FromHours(25));
        bench.Ledger.Add(AlertSamples.Rejection("budget_exceeded", "budget:team-a"));

        await bench.StartAsync(AlertSamples.Hook(server.Address));
        Hook hook = await bench.FlowAsync(server.NextAsync());

        Assert.Contains("budget.exceeded", hook.Text, StringComparison.Ordinal);
        Assert.Equal(1, bench.Run.Tally.ExpiredCount);
    }

    [Fact]
    public async Task A_delivery_to_a_channel_that_is_gone_ends_loudly()
    {
        await using AlertBench bench = new();
        HookServer gone = await HookServer.StartAsync();
        Uri address = gone.Address;
        await gone.DisposeAsync();
        await bench.StartAsync(AlertSamples.Hook(address));
        bench.Ledger.Add(AlertSamples.Rejection("loop_detected", "loop"));
        await bench.UntilAsync(() => bench.Run.Tally.Of("hook", "retried") == 1);
        await bench.Run.DisposeAsync();

        await bench.StartAsync();

        Assert.Equal(DeliveryStatus.Failed, bench.Run.Book.Recent().Single().Deliveries.Single().Status);
        Assert.Contains("channel hook is no longer configured", bench.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hanging_receiver_holds_up_a_stop_for_seconds_at_most_and_loses_nothing()
    {
        await using AlertBench bench = new() { Hangs = true };
        await using HookServer server = await HookServer.StartAsync();
        server.Answer = http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        await bench.StartAsync(AlertSamples.Hook(server.Address));
        bench.Ledger.Add(AlertSamples.Rejection("loop_detected", "loop"));
        await bench.FlowAsync(server.NextAsync(), TimeSpan.FromMilliseconds(10));

        // The virtual clock stands still: only the bound of the stop itself can end this.
        await bench.Run.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        server.Answer = _ => Task.CompletedTask;
        await bench.StartAsync(AlertSamples.Hook(server.Address));
        await bench.FlowAsync(server.NextAsync(), TimeSpan.FromMilliseconds(10));
        await bench.UntilAsync(() => bench.Run.Book.Pending("hook") == 0);
    }
}
