using System.Net;
using TokenLedger.Gateway.Tests.Upstreams;
using TokenLedger.Gateway.Upstreams;

namespace TokenLedger.Gateway.Tests.Calls;

/// <summary>Models think for long before they say a word, and are paid for it: their answers must come through.</summary>
public sealed class LongSilenceTests
{
    private static readonly TimeSpan s_tenMinutes = TimeSpan.FromMinutes(10);

    private readonly StillClock _clock = new();

    private Task<Bench> BenchAsync(HeldUpstream upstream, params RouteTimeout[] routes) =>
        Bench.StartAsync(options => options with { RouteTimeouts = routes }, upstream: upstream.Address, time: _clock);

    [Fact]
    public async Task Ten_silent_minutes_before_an_answer_are_survived()
    {
        await using HeldUpstream upstream = await HeldUpstream.StartAsync();
        await using Bench bench = await BenchAsync(upstream);

        Task<HttpResponseMessage> sent = bench.SendAsync(Bench.Chat(stream: false));
        HeldUpstream.Exchange call = await upstream.NextAsync();
        _clock.Advance(s_tenMinutes);
        await call.AnswerAsync();

        Assert.Equal(HttpStatusCode.OK, (await sent).StatusCode);
        Assert.Equal("served", (await bench.Ledger.WhenAsync(entry => entry.Settles is not null)).Outcome);
    }

    [Fact]
    public async Task Ten_silent_minutes_within_a_stream_are_survived()
    {
        await using HeldUpstream upstream = await HeldUpstream.StartAsync();
        await using Bench bench = await BenchAsync(upstream);

        Task<HttpResponseMessage> sent = bench.SendAsync(Bench.Chat(stream: true));
        HeldUpstream.Exchange call = await upstream.NextAsync();
        await call.BeginStreamAsync();
        using HttpResponseMessage answer = await sent;
        _clock.Advance(s_tenMinutes);
        await call.EndStreamAsync();

        Assert.EndsWith("data: [DONE]\n\n", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("served", (await bench.Ledger.WhenAsync(entry => entry.Settles is not null)).Outcome);
    }

    [Fact]
    public async Task A_route_may_have_less_patience_and_says_so()
    {
        await using HeldUpstream upstream = await HeldUpstream.StartAsync();
        await using Bench bench = await BenchAsync(
            upstream,
            new RouteTimeout { Model = "o3*", Response = TimeSpan.FromHours(2) },
            new RouteTimeout
            {
                Path = "/v1/chat/*",
                Model = "gpt-4o-*",
                Streamed = false,
                Response = TimeSpan.FromSeconds(20),
            }
        );

        Task<HttpResponseMessage> sent = bench.SendAsync(Bench.Chat(stream: false));
        await upstream.NextAsync();
        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.False(sent.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));

        HttpResponseMessage answer = await sent;
        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Contains("within 20 s", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("upstream_timeout", (await bench.Ledger.WhenAsync(entry => entry.Settles is not null)).Outcome);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "gpt-4o", true, true)]
    [InlineData("/v1/chat/completions", "gpt-4o", false, false)]
    [InlineData("/v1/responses", "gpt-4o", true, false)]
    [InlineData("/v1/chat/completions", null, true, false)]
    [InlineData("/v1/chat/completions", "o3", true, false)]
    public void A_route_concerns_what_all_its_parts_concern(string path, string? model, bool streamed, bool concerned)
    {
        RouteTimeout route = new()
        {
            Path = "*/chat/*",
            Model = "gpt-*",
            Streamed = true,
        };

        Assert.Equal(concerned, route.Concerns(path, model, streamed));
    }
}
