using System.Net;
using System.Net.Sockets;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Tests.Calls;

/// <summary>However a call ends, its authorization is resolved exactly once, and says how.</summary>
public sealed class EveryExitTests
{
    private static void AssertResolvedOnce(Bench bench, EntryKind kind, string outcome)
    {
        Entry authorization = Assert.Single(bench.Ledger.Entries, entry => entry.Kind == EntryKind.Authorization);
        Entry resolution = Assert.Single(bench.Ledger.Entries, entry => entry.Settles is not null);
        Assert.Equal(authorization.Id, resolution.Settles);
        Assert.Equal(authorization.Call, resolution.Call);
        Assert.Equal(kind, resolution.Kind);
        Assert.Equal(outcome, resolution.Outcome);
    }

    private static Task<Entry> Resolution(Bench bench) => bench.Ledger.WhenAsync(entry => entry.Settles is not null);

    [Fact]
    public async Task Served()
    {
        await using Bench bench = await Bench.StartAsync();

        HttpResponseMessage answer = await bench.SendAsync(Bench.Chat(stream: false));

        await answer.Content.ReadAsStringAsync();
        AssertResolvedOnce(bench, EntryKind.Settlement, "served");
        Entry settlement = await Resolution(bench);
        Assert.Equal(settlement.Cost.ToString(), answer.Headers.GetValues("X-TokenLedger-Cost-Usd").Single());
        Assert.Equal(settlement.Id.ToString(), answer.Headers.GetValues("X-TokenLedger-Entry").Single());
        Assert.Equal(settlement.Call.ToString(), answer.Headers.GetValues("X-TokenLedger-Call").Single());
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(400)]
    public async Task An_error_status_is_passed_on_and_costs_nothing(int status)
    {
        await using Bench bench = await Bench.StartAsync();

        HttpResponseMessage answer = await bench.SendAsync(Bench.Chat(stream: true, $"status={status},retry_after=7"));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), answer.Headers.RetryAfter?.Delta);
        AssertResolvedOnce(bench, EntryKind.Void, "upstream_refused");
    }

    [Fact]
    public async Task An_upstream_that_cannot_be_reached_costs_nothing()
    {
        using TcpListener closed = new(IPAddress.Loopback, 0);
        closed.Start();
        int port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        await using Bench bench = await Bench.StartAsync(upstream: new Uri($"http://127.0.0.1:{port}"));

        HttpResponseMessage answer = await bench.SendAsync(Bench.Chat(stream: false));

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        AssertResolvedOnce(bench, EntryKind.Void, "upstream_unreachable");
    }

    [Fact]
    public async Task A_silent_upstream_is_a_504_and_booked_as_an_estimate()
    {
        await using Bench bench = await Bench.StartAsync(options =>
            options with
            {
                UpstreamResponseTimeout = TimeSpan.FromMilliseconds(300),
            }
        );

        HttpResponseMessage answer = await bench.SendAsync(Bench.Chat(stream: false, "hang=headers"));

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        AssertResolvedOnce(bench, EntryKind.Settlement, "upstream_timeout");
        Entry settlement = await Resolution(bench);
        Assert.True(settlement.EstimatedCost > TokenLedger.Accounting.Money.Usd.Zero);
        Assert.Contains("usage_missing", settlement.Flags);
    }

    [Fact]
    public async Task A_stream_that_falls_silent_is_cut_and_booked_as_an_estimate()
    {
        await using Bench bench = await Bench.StartAsync(options =>
            options with
            {
                UpstreamIdleTimeout = TimeSpan.FromMilliseconds(300),
            }
        );

        HttpResponseMessage answer = await bench.SendAsync(Bench.Chat(stream: true, "hang=stream,after=3"));

        await Assert.ThrowsAnyAsync<IOException>(() => answer.Content.LoadIntoBufferAsync().ContinueWith(Unwrap));
        AssertResolvedOnce(bench, EntryKind.Settlement, "upstream_timeout");
        Assert.True((await Resolution(bench)).EstimatedCost > TokenLedger.Accounting.Money.Usd.Zero);
    }

    [Theory]
    [InlineData("cut=close,after=3")]
    [InlineData("cut=reset,after=3")]
    [InlineData("cut=mid,after=3")]
    public async Task A_stream_that_breaks_off_breaks_off_for_the_caller_too(string simulate)
    {
        await using Bench bench = await Bench.StartAsync();

        HttpResponseMessage answer = await bench.SendAsync(Bench.Chat(stream: true, simulate));

        await Assert.ThrowsAnyAsync<IOException>(() => answer.Content.LoadIntoBufferAsync().ContinueWith(Unwrap));
        await Resolution(bench);
        AssertResolvedOnce(bench, EntryKind.Settlement, "stream_cut");
    }

    [Theory]
    [InlineData(ClientGonePolicy.Drain, "chunk_delay=20,words=60")] // goes on for long after the caller has left
    [InlineData(ClientGonePolicy.Stop, "hang=stream,after=3")]
    public async Task A_caller_that_leaves_in_the_middle_still_pays(ClientGonePolicy policy, string simulate)
    {
        await using Bench bench = await Bench.StartAsync(options => options with { ClientGone = policy });

        HttpResponseMessage answer = await bench.SendAsync(Bench.Chat(stream: true, simulate));
        await new StreamReader(await answer.Content.ReadAsStreamAsync()).ReadLineAsync();
        answer.Dispose();

        Entry settlement = await Resolution(bench);
        AssertResolvedOnce(bench, EntryKind.Settlement, "client_gone");
        Assert.Equal(policy == ClientGonePolicy.Stop, settlement.EstimatedCost is not null);
        Assert.True(settlement.KnownCost > TokenLedger.Accounting.Money.Usd.Zero);
    }

    [Fact]
    public async Task A_stop_of_the_gateway_settles_open_streams()
    {
        Bench bench = await Bench.StartAsync();

        HttpResponseMessage answer = await bench.SendAsync(Bench.Chat(stream: true, "hang=stream,after=3"));
        using StreamReader reader = new(await answer.Content.ReadAsStreamAsync());
        await reader.ReadLineAsync();
        await bench.DisposeAsync();

        AssertResolvedOnce(bench, EntryKind.Settlement, "shutdown");
    }

    [Fact]
    public async Task An_error_event_is_relayed_and_named()
    {
        await using Bench bench = await Bench.StartAsync();

        HttpResponseMessage answer = await bench.SendAsync(Bench.Chat(stream: true, "error_event,after=3"));

        Assert.Contains("error", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("stream_error", (await Resolution(bench)).Flags);
    }

    [Fact]
    public async Task A_malformed_body_is_the_providers_to_answer_and_is_recorded()
    {
        await using Bench bench = await Bench.StartAsync();
        HttpRequestMessage request = Bench.Chat(stream: false);
        request.Content = new StringContent("{\"model\":\"gpt-4o-mini\", oops");

        HttpResponseMessage answer = await bench.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Single(await bench.Provider.Log.WaitForAsync(1, CancellationToken.None));
        AssertResolvedOnce(bench, EntryKind.Void, "upstream_refused");
    }

    [Fact]
    public async Task Calls_that_were_refused_before_authorization_leave_no_entry()
    {
        await using Bench bench = await Bench.StartAsync(options => options with { MaxRequestBodyBytes = 1000 });
        HttpRequestMessage unknown = new(HttpMethod.Post, "/v1/un%2Fknown");
        HttpRequestMessage badHeader = Bench.Chat(stream: false);
        badHeader.Headers.Add("X-TokenLedger-User", new string('u', 300));
        HttpRequestMessage large = Bench.Chat(stream: false);
        large.Content = new ByteArrayContent(new byte[1001]);

        Assert.Equal(HttpStatusCode.NotFound, (await bench.SendAsync(unknown)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await bench.SendAsync(badHeader)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await bench.SendAsync(large)).StatusCode);
        Assert.Empty(bench.Ledger.Entries);
        Assert.Empty(bench.Provider.Log.Calls);
    }

    private static void Unwrap(Task task)
    {
        if (task.Exception?.InnerException is { } inner)
        {
            throw inner is HttpRequestException { InnerException: IOException io } ? io
            : inner is HttpRequestException ? new IOException("broken off", inner)
            : inner;
        }
    }
}
