using System.Net;
using TokenLedger.Gateway.Tests.Upstreams;
using TokenLedger.Gateway.Upstreams.Rotation;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Tests.Calls;

/// <summary>What a breaker does to calls as time passes.</summary>
public sealed class BreakerOverTimeTests
{
    private readonly StillClock _clock = new();

    private Task<Bench> BenchAsync(HeldUpstream upstream, RoutingOptions? routing = null) =>
        Bench.StartAsync(
            options => options with { Routing = routing ?? new() { Breaker = new() { MaxFailures = 1 } } },
            upstream: upstream.Address,
            time: _clock
        );

    private static async Task<HttpStatusCode> CallAsync(Bench bench, HeldUpstream upstream, int status)
    {
        Task<HttpResponseMessage> sent = bench.SendAsync(Bench.Chat(stream: false));
        await (await upstream.NextAsync()).AnswerAsync(status);
        return (await sent).StatusCode;
    }

    [Fact]
    public async Task When_its_time_is_over_one_of_a_hundred_calls_probes_and_the_others_are_refused()
    {
        await using HeldUpstream upstream = await HeldUpstream.StartAsync();
        await using Bench bench = await BenchAsync(upstream);
        Assert.Equal(HttpStatusCode.InternalServerError, await CallAsync(bench, upstream, 500));
        _clock.Advance(TimeSpan.FromSeconds(29.5));
        HttpResponseMessage refused = await bench.SendAsync(Bench.Chat(stream: false));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta); // half a second, rounded up
        _clock.Advance(TimeSpan.FromSeconds(0.5));

        Task<HttpResponseMessage>[] sent =
        [
            .. Enumerable.Range(0, 100).Select(_ => bench.SendAsync(Bench.Chat(stream: false))),
        ];
        HeldUpstream.Exchange probe = await upstream.NextAsync();
        List<Task<HttpResponseMessage>> pending = [.. sent];
        for (int i = 0; i < 99; i++)
        {
            Task<HttpResponseMessage> ended = await Task.WhenAny(pending);
            pending.Remove(ended);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ended).StatusCode);
        }

        Assert.Equal(0, upstream.Waiting);
        await probe.AnswerAsync();
        Assert.Equal(HttpStatusCode.OK, (await Assert.Single(pending)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(bench, upstream, 200));
        Assert.Equal(3, bench.Ledger.Entries.Count(entry => entry.Kind == EntryKind.Authorization));
    }

    [Fact]
    public async Task A_probe_that_is_a_long_stream_lets_others_pass_from_its_head_on()
    {
        await using HeldUpstream upstream = await HeldUpstream.StartAsync();
        await using Bench bench = await BenchAsync(upstream);
        await CallAsync(bench, upstream, 503);
        _clock.Advance(TimeSpan.FromSeconds(30));

        Task<HttpResponseMessage> sent = bench.SendAsync(Bench.Chat(stream: true));
        HeldUpstream.Exchange probe = await upstream.NextAsync();
        await probe.BeginStreamAsync();
        using HttpResponseMessage stream = await sent;

        Assert.Equal(HttpStatusCode.OK, await CallAsync(bench, upstream, 200));
        await probe.EndStreamAsync();
    }

    [Fact]
    public async Task A_failed_probe_keeps_it_open_for_as_long_again()
    {
        await using HeldUpstream upstream = await HeldUpstream.StartAsync();
        await using Bench bench = await BenchAsync(upstream);
        await CallAsync(bench, upstream, 500);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.BadGateway, await CallAsync(bench, upstream, 502));

        HttpResponseMessage refused = await bench.SendAsync(Bench.Chat(stream: false));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(30), refused.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Between_attempts_the_call_waits_as_long_as_it_is_asked_to()
    {
        TimeSpan first = TimeSpan.FromHours(4); // nothing else in the gateway waits for 2 to 4 hours
        await using HeldUpstream upstream = await HeldUpstream.StartAsync();
        await using Bench bench = await BenchAsync(
            upstream,
            new()
            {
                Retries = new()
                {
                    Most = 1,
                    FirstDelay = first,
                    LongestDelay = first,
                },
            }
        );

        Task<HttpResponseMessage> sent = bench.SendAsync(Bench.Chat(stream: false));
        await (await upstream.NextAsync()).AnswerAsync(503);
        await bench.Ledger.WhenAsync(entry => entry.Kind == EntryKind.Void);
        await _clock.WaitForTimerAsync(first / 2, first);
        Assert.Equal(0, upstream.Waiting);
        _clock.Advance(first);
        await (await upstream.NextAsync()).AnswerAsync();

        HttpResponseMessage answer = await sent;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("2", answer.Headers.GetValues("X-TokenLedger-Attempts").Single());
    }

    [Fact]
    public async Task What_the_upstream_asks_for_is_waited_for_to_the_second()
    {
        TimeSpan asked = TimeSpan.FromSeconds(20);
        await using HeldUpstream upstream = await HeldUpstream.StartAsync();
        await using Bench bench = await BenchAsync(upstream, new() { Retries = new() { Most = 1 } });

        Task<HttpResponseMessage> sent = bench.SendAsync(Bench.Chat(stream: false));
        await (await upstream.NextAsync()).AnswerAsync(429, "20");
        await _clock.WaitForTimerAsync(asked, asked);
        _clock.Advance(asked);
        await (await upstream.NextAsync()).AnswerAsync();

        Assert.Equal(HttpStatusCode.OK, (await sent).StatusCode);
    }

    [Fact]
    public async Task A_caller_that_leaves_between_attempts_ends_them()
    {
        await using HeldUpstream upstream = await HeldUpstream.StartAsync();
        await using Bench bench = await BenchAsync(upstream, new() { Retries = new() { Most = 3 } });
        using CancellationTokenSource leaves = new();

        Task<HttpResponseMessage> sent = bench.SendAsync(Bench.Chat(stream: false), leaves.Token);
        await (await upstream.NextAsync()).AnswerAsync(503);
        await bench.Ledger.WhenAsync(entry => entry.Kind == EntryKind.Void);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        while (bench.Host.OpenCalls > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, upstream.Waiting);
        Assert.Single(bench.Ledger.Entries, entry => entry.Kind == EntryKind.Authorization);
    }
}
