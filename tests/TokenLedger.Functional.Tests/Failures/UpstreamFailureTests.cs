using System.Globalization;
using TokenLedger.Demo.Simulation;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Failures;

/// <summary>However an upstream fails, the caller learns what it would have learned, and the call ends exactly once.</summary>
public sealed class UpstreamFailureTests : IAsyncLifetime
{
    private TestGateway gateway = null!;

    public async ValueTask InitializeAsync() => gateway = await TestGateway.StartAsync();

    /// <summary>A gateway that waits two seconds: only for upstreams that would be silent for ever.</summary>
    private static Task<TestGateway> ImpatientAsync() =>
        TestGateway.StartAsync(
            (options, _) =>
                options with
                {
                    UpstreamResponseTimeout = TimeSpan.FromSeconds(2),
                    UpstreamIdleTimeout = TimeSpan.FromSeconds(2),
                }
        );

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Theory]
    [InlineData(Ask.ChatPath, 429)]
    [InlineData(Ask.ChatPath, 500)]
    [InlineData(Ask.ResponsesPath, 503)]
    [InlineData(Ask.MessagesPath, 429)]
    [InlineData(Ask.MessagesPath, 529)]
    public async Task An_error_status_passes_with_its_headers_and_costs_nothing(string path, int status)
    {
        string body = path == Ask.MessagesPath ? Ask.MessageStream("No") : Ask.ChatStream("No");
        string told = $"status={status},retry_after=7";
        Received direct = await gateway.SendDirectAsync(Ask.Post(path, body, told));
        Received through = await gateway.SendAsync(Ask.Post(path, body, told));

        Assert.Equal(status, through.Status);
        Assert.Equal("7", through.Headers["Retry-After"]);
        Assert.Equal(direct.StableHeaders, through.StableHeaders);
        Assert.Equal(direct.Text, through.Text);
        LedgerEntry end = await gateway.EndOfAsync(through.Call!);
        Assert.Equal("void", end.Kind);
        Assert.Equal("upstream_refused", end.Outcome);
        Assert.Equal(status.ToString(CultureInfo.InvariantCulture), end.Text("http_status"));
    }

    [Theory]
    [InlineData("chat", "cut=close")]
    [InlineData("chat", "cut=reset,after=4")]
    [InlineData("chat", "cut=mid,after=5")]
    [InlineData("messages", "cut=close,after=5")]
    [InlineData("messages", "cut=mid,after=6")]
    [InlineData("responses", "cut=reset,after=7")]
    public async Task A_cut_stream_is_cut_for_the_caller_too_and_settled_as_estimated(string dialect, string told)
    {
        using HttpResponseMessage response = await gateway.Http.SendAsync(
            Ask.Post(Ask.PathOf(dialect), Ask.StreamOf(dialect, "Cut"), told),
            HttpCompletionOption.ResponseHeadersRead,
            gateway.Cancellation
        );

        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync(gateway.Cancellation));

        LedgerEntry end = await gateway.EndOfAsync(Received.HeadersOf(response)["X-TokenLedger-Call"]);
        Assert.Equal("settlement", end.Kind);
        Assert.Equal("stream_cut", end.Outcome);
        Assert.NotEqual("provider", end.Text("usage_source"));
        Assert.True(end.Quantities["tokens.input"] > 0);
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task An_error_event_passes_and_is_recorded(string dialect)
    {
        string body = Ask.StreamOf(dialect, "Error");
        const string told = "error_event,after=6";
        Received direct = await gateway.SendDirectAsync(Ask.Post(Ask.PathOf(dialect), body, told));
        Received through = await gateway.SendAsync(Ask.Post(Ask.PathOf(dialect), body, told));

        Assert.Equal(direct.Text, through.Text);
        Assert.Equal("stream_error", (await gateway.EndOfAsync(through.Call!)).Outcome);
    }

    [Fact]
    public async Task An_upstream_that_sends_no_headers_in_time_is_a_504()
    {
        await using TestGateway impatient = await ImpatientAsync();
        Received answer = await impatient.SendAsync(Ask.Post(Ask.MessagesPath, Ask.Message("Hello?"), "hang=headers"));

        Assert.Equal(504, answer.Status);
        Assert.StartsWith("{\"type\":\"error\"", answer.Text);
        Assert.Equal("upstream_timeout", (await impatient.EndOfAsync(answer.Call!)).Outcome);
        LoggedCall logged = await impatient.Provider.Log.WaitForAsync(_ => true, impatient.Cancellation);
        Assert.Equal(SimulatedOutcome.Gone, logged.Outcome);
    }

    [Fact]
    public async Task A_stream_that_falls_silent_ends_as_a_timeout()
    {
        await using TestGateway impatient = await ImpatientAsync();
        using HttpResponseMessage response = await impatient.Http.SendAsync(
            Ask.Post(Ask.ChatPath, Ask.ChatStream("Silence"), "hang=stream,after=3"),
            HttpCompletionOption.ResponseHeadersRead,
            impatient.Cancellation
        );

        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync(impatient.Cancellation));

        LedgerEntry end = await impatient.EndOfAsync(Received.HeadersOf(response)["X-TokenLedger-Call"]);
        Assert.Equal("settlement", end.Kind);
        Assert.Equal("upstream_timeout", end.Outcome);
    }

    [Theory]
    [InlineData("cut=close")]
    [InlineData("cut=reset")]
    [InlineData("wrong_length")]
    public async Task An_unstreamed_answer_that_is_cut_is_never_served_as_whole(string told)
    {
        Received answer = await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Cut"), told));

        Assert.Equal(502, answer.Status);
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal("settlement", end.Kind);
        Assert.NotEqual("served", end.Outcome);
    }

    [Theory]
    [InlineData("malformed=json")]
    [InlineData("usage=none")]
    [InlineData("no_content_type")]
    [InlineData("usage=zero")]
    [InlineData("encoding=gzip")]
    [InlineData("encoding=br")]
    [InlineData("trailers")]
    [InlineData("bytewise")]
    public async Task An_odd_unstreamed_answer_passes_to_the_byte_and_is_settled(string told)
    {
        Received direct = await gateway.SendDirectAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Odd"), told));
        Received through = await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Odd"), told));

        Assert.Equal(Convert.ToHexString(direct.Body), Convert.ToHexString(through.Body));
        Assert.Equal(
            direct.Headers.GetValueOrDefault("Content-Type"),
            through.Headers.GetValueOrDefault("Content-Type")
        );
        LedgerEntry end = await gateway.EndOfAsync(through.Call!);
        Assert.Equal("settlement", end.Kind);
        Assert.Equal("served", end.Outcome);
        bool reported = told is not ("malformed=json" or "usage=none");
        Assert.Equal(reported ? "provider" : "estimated", end.Text("usage_source"));
    }
}
