using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Alerts.Channels;
using TokenLedger.Gateway.Alerts.Delivering;
using TokenLedger.Gateway.Tests.Alerts.Support;

namespace TokenLedger.Gateway.Tests.Alerts;

public sealed class DeliveryTests
{
    [Fact]
    public async Task An_alert_follows_its_entry_to_the_receiver()
    {
        await using AlertBench bench = new();
        await using HookServer server = await HookServer.StartAsync();
        await bench.StartAsync(
            AlertSamples.Hook(new(server.Address, "/hook?key=1"), ChannelKind.AgentLedger) with
            {
                Headers = [new("X-Team", "platform")],
            }
        );

        bench.Ledger.Add(AlertSamples.Rejection("loop_detected", "loop", "The same prompt 20 times."));
        Hook hook = await bench.FlowAsync(server.NextAsync());

        Assert.Equal("/hook?key=1", hook.Path);
        Assert.Equal("platform", hook.Headers["X-Team"]);
        Assert.Equal("application/json", hook.Headers["Content-Type"]);
        Assert.Equal(
            """{"type":"loop_detected","severity":"warning","message":"Loop detected (session:s-42): The same prompt 20 times.","details":{"session_id":"s-42","agent_id":"coder"}}""",
            hook.Text
        );
    }

    [Fact]
    public async Task A_budget_made_while_it_runs_alerts_like_any_other()
    {
        await using AlertBench bench = new();
        await using HookServer server = await HookServer.StartAsync();
        await bench.StartAsync(AlertSamples.Hook(server.Address));

        bench.Ledger.Add(AlertSamples.Admin("budget.created", "team-a"));
        bench.Ledger.Accounts = [AlertSamples.Account(used: 10.5m)];
        bench.Ledger.Add(AlertSamples.Rejection("budget_exceeded", "budget:team-a", "Used up."));
        Hook hook = await bench.FlowAsync(server.NextAsync());

        Assert.Contains("ai.tokenledger.budget.exceeded.v1", hook.Text, StringComparison.Ordinal);
        Assert.Contains("\"used\":\"10.5\"", hook.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_like_it_are_delivered_once()
    {
        await using AlertBench bench = new();
        await using HookServer server = await HookServer.StartAsync();
        await bench.StartAsync(AlertSamples.Hook(server.Address));

        bench.Ledger.Add(Enumerable.Repeat(AlertSamples.Rejection("loop_detected", "loop"), 10_000));
        await bench.UntilAsync(() => bench.Run.Tally.SuppressedCount == 9_999 && bench.Run.Book.Pending("hook") == 0);

        Assert.Single(server.All);
    }

    [Fact]
    public async Task A_receiver_that_fails_twice_gets_it_a_third_time_with_the_same_id()
    {
        await using AlertBench bench = new();
        await using HookServer server = await HookServer.StartAsync();
        int tries = 0;
        server.Answer = http =>
        {
            http.Response.StatusCode = ++tries <= 2 ? 500 : 204;
            return Task.CompletedTask;
        };
        await bench.StartAsync(AlertSamples.Hook(server.Address) with { SigningKey = new byte[32] });

        bench.Ledger.Add(AlertSamples.Rejection("loop_detected", "loop"));
        await bench.UntilAsync(() => Delivery(bench).Status == DeliveryStatus.Delivered, TimeSpan.FromSeconds(1));

        Assert.Equal(3, Delivery(bench).Tries);
        Assert.Equal(3, server.All.Count);
        Assert.Single(server.All.Select(hook => hook.Headers["webhook-id"]).Distinct());
        Assert.Equal(1, bench.Run.Tally.Of("hook", "delivered"));
        Assert.Equal(2, bench.Run.Tally.Of("hook", "retried"));
    }

    [Fact]
    public async Task A_hanging_receiver_keeps_nothing_from_the_others_and_is_left_after_its_time()
    {
        await using AlertBench bench = new() { Hangs = true };
        await using HookServer hanging = await HookServer.StartAsync();
        await using HookServer good = await HookServer.StartAsync();
        hanging.Answer = http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        await bench.StartAsync(
            AlertSamples.Hook(hanging.Address, name: "hanging"),
            AlertSamples.Hook(good.Address, name: "good")
        );

        bench.Ledger.Add(AlertSamples.Rejection("loop_detected", "loop"));
        await bench.FlowAsync(hanging.NextAsync(), TimeSpan.FromMilliseconds(10));
        await bench.FlowAsync(good.NextAsync(), TimeSpan.FromMilliseconds(10));
        bench.Ledger.Add(AlertSamples.Rejection("budget_exceeded", "budget:team-a"));
        await bench.FlowAsync(good.NextAsync(), TimeSpan.FromMilliseconds(10));
        await bench.UntilAsync(() => bench.Run.Tally.Of("hanging", "retried") > 0, TimeSpan.FromSeconds(1));

        Assert.Contains("hanging at try 1: no answer within 10 s", bench.Log.Text, StringComparison.Ordinal);
        Assert.Equal(0, bench.Run.Tally.Of("good", "retried"));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_is_a_failure()
    {
        await using AlertBench bench = new();
        await using HookServer elsewhere = await HookServer.StartAsync();
        await using HookServer server = await HookServer.StartAsync();
        server.Answer = http =>
        {
            http.Response.StatusCode = 307;
            http.Response.Headers.Location = elsewhere.Address.ToString();
            return Task.CompletedTask;
        };
        await bench.StartAsync(AlertSamples.Hook(server.Address));

        bench.Ledger.Add(AlertSamples.Rejection("loop_detected", "loop"));
        await bench.UntilAsync(() => bench.Run.Tally.Of("hook", "retried") > 0);

        Assert.Empty(elsewhere.All);
        Assert.StartsWith("it answered 307, a redirect", Delivery(bench).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_takes_for_a_day_is_given_up_loudly_and_no_secret_is_logged()
    {
        await using AlertBench bench = new();
        await using HookServer server = await HookServer.StartAsync();
        server.Answer = http =>
        {
            http.Response.StatusCode = 404;
            return http.Response.WriteAsync("hunter2 is unknown");
        };
        await bench.StartAsync(
            AlertSamples.Hook(new(server.Address, "/services/hunter2"), ChannelKind.Slack, "ops") with
            {
                Headers = [new("X-Key", "hunter2")],
                SigningKey = "hunter2hunter2hunter2hunter2"u8.ToArray(),
            }
        );

        bench.Ledger.Add(AlertSamples.Rejection("loop_detected", "loop"));
        await bench.FlowAsync(server.NextAsync());
        await bench.UntilAsync(() => Delivery(bench).Status == DeliveryStatus.Failed, TimeSpan.FromMinutes(2));

        (LogLevel level, string text) = bench.Log.Lines.Single(line =>
            line.Text.Contains("given up", StringComparison.Ordinal)
        );
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains("channel ops after", text, StringComparison.Ordinal);
        Assert.InRange(Delivery(bench).Tries, 20, 40);
        await bench.Run.DisposeAsync();
        Assert.DoesNotContain("hunter2", bench.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Address.Port.ToString(), bench.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", await File.ReadAllTextAsync(bench.StateFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_listening_is_said_without_the_address()
    {
        await using AlertBench bench = new();
        HookServer gone = await HookServer.StartAsync();
        Uri address = gone.Address;
        await gone.DisposeAsync();
        await bench.StartAsync(AlertSamples.Hook(address));

        bench.Ledger.Add(AlertSamples.Rejection("loop_detected", "loop"));
        await bench.UntilAsync(() => bench.Run.Tally.Of("hook", "retried") > 0);

        Assert.Equal("no connection could be made", Delivery(bench).Problem);
        Assert.DoesNotContain(address.Port.ToString(), bench.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_channel_gets_what_it_wants()
    {
        await using AlertBench bench = new();
        await using HookServer server = await HookServer.StartAsync();
        ChannelOptions any = AlertSamples.Hook(server.Address);
        await bench.StartAsync(
            any with
            {
                Name = "critical",
                MinSeverity = AlertSeverity.Critical,
            },
            any with
            {
                Name = "loops",
                Types = [AlertType.LoopDetected],
            },
            any with
            {
                Name = "acme",
                Tenants = ["acme"],
                MinSeverity = AlertSeverity.Info,
            },
            any with
            {
                Name = "globex",
                Tenants = ["globex"],
            }
        );

        bench.Ledger.Add(
            AlertSamples.Rejection("loop_detected", "loop"),
            AlertSamples.Rejection("budget_exceeded", "budget:team-a"),
            AlertSamples.Admin("policy.changed", "p")
        );
        await bench.UntilAsync(() => bench.Run.Book.Recent().Count == 3);

        Assert.Equal(
            ["budget_exceeded: critical acme", "control_changed: ", "loop_detected: loops acme"],
            bench
                .Run.Book.Recent()
                .Select(raised =>
                    $"{raised.Alert.Type.Name}: {string.Join(' ', raised.Deliveries.Select(one => one.Channel))}"
                )
                .Order()
        );
    }

    [Fact]
    public async Task A_thousand_wait_for_a_channel_and_the_oldest_gives_way_loudly()
    {
        await using AlertBench bench = new() { Hangs = true };
        await using HookServer hanging = await HookServer.StartAsync();
        hanging.Answer = http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        await bench.StartAsync(AlertSamples.Hook(hanging.Address));

        bench.Ledger.Add(
            Enumerable
                .Range(0, 1500)
                .Select(i =>
                    AlertSamples.Rejection("loop_detected", "loop") with
                    {
                        Attribution = AlertSamples.Who with { Session = $"s-{i}" },
                    }
                )
        );
        await bench.UntilAsync(() => bench.Run.Tally.RaisedByType.GetValueOrDefault("loop_detected") == 1500);

        Assert.Equal(AlertBook.MostPending, bench.Run.Book.Pending("hook"));
        Assert.Equal(500, bench.Run.Tally.Of("hook", "failed"));
        Assert.Contains("more than 1000 alerts wait for this channel", bench.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Waits_double_up_to_an_hour_and_what_the_receiver_asks_is_respected_up_to_that()
    {
        Assert.Equal(TimeSpan.FromSeconds(5), BackOff.After(1, null, 0.5));
        Assert.Equal(TimeSpan.FromSeconds(40), BackOff.After(4, null, 0.5));
        Assert.Equal(TimeSpan.FromHours(1), BackOff.After(1000, null, 0.5));
        Assert.InRange(BackOff.After(2, null, 0), TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(8));
        Assert.Equal(TimeSpan.FromSeconds(90), BackOff.After(1, TimeSpan.FromSeconds(90), 0.5));
        Assert.Equal(TimeSpan.FromHours(1), BackOff.After(1, TimeSpan.FromDays(9), 0.5));
    }

    private static Delivery Delivery(AlertBench bench) =>
        bench.Run.Book.Recent().SingleOrDefault()?.Deliveries.Single()
        ?? TokenLedger.Gateway.Alerts.Delivering.Delivery.Due("none", default);
}
