using TokenLedger.Demo.Simulation;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Dialects;

/// <summary>Every provider's dialect passes to the byte and is metered as the provider counts.</summary>
public sealed class DialectTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private readonly TestGateway gateway = shared.Gateway;

    [Theory]
    [MemberData(nameof(DialectCalls.Whole), MemberType = typeof(DialectCalls))]
    public Task An_answer_passes_to_the_byte_and_is_metered(string name) => SameAsync(name, "");

    [Theory]
    [MemberData(nameof(DialectCalls.Streams), MemberType = typeof(DialectCalls))]
    public Task A_stream_passes_to_the_byte_and_is_metered(string name) => SameAsync(name, "");

    [Theory]
    [MemberData(nameof(DialectCalls.Streams), MemberType = typeof(DialectCalls))]
    public Task A_stream_cut_at_every_byte_passes_and_is_metered(string name) => SameAsync(name, "bytewise");

    [Theory]
    [MemberData(nameof(DialectCalls.Streams), MemberType = typeof(DialectCalls))]
    public Task Unknown_members_and_events_pass_and_change_no_meter(string name) => SameAsync(name, "extras");

    [Theory]
    [MemberData(nameof(DialectCalls.Streams), MemberType = typeof(DialectCalls))]
    public Task A_compressed_stream_passes_to_the_byte_and_is_metered(string name) => SameAsync(name, "encoding=gzip");

    [Theory]
    [MemberData(nameof(DialectCalls.Quiet), MemberType = typeof(DialectCalls))]
    public Task Asking_for_usage_on_the_callers_behalf_leaves_no_trace(string name) => SameAsync(name, "");

    [Theory]
    [MemberData(nameof(DialectCalls.Streams), MemberType = typeof(DialectCalls))]
    public async Task A_stream_without_usage_is_estimated_and_never_free(string name)
    {
        (Received direct, Received through) = await BothAsync(name, "usage=none");

        Assert.Equal(direct.Text, through.Text);
        LedgerEntry end = await gateway.EndOfAsync(through.Call!);
        Assert.Equal("settlement", end.Kind);
        Assert.Equal("estimated", end.Text("usage_source"));
        Assert.True(end.Quantities["tokens.output"] > 0);
    }

    [Theory]
    [MemberData(nameof(DialectCalls.Streams), MemberType = typeof(DialectCalls))]
    public async Task A_stream_that_breaks_off_breaks_off_for_the_caller_and_is_settled_as_truncated(string name)
    {
        DialectCall call = DialectCalls.Named(name);
        using HttpRequestMessage request = call.ToGateway("cut=mid,after=5,words=20");
        using HttpResponseMessage response = await gateway.Http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            gateway.Cancellation
        );

        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsByteArrayAsync(gateway.Cancellation));

        LedgerEntry end = await gateway.EndOfAsync(Received.HeadersOf(response)["X-TokenLedger-Call"]);
        Assert.Equal("settlement", end.Kind);
        Assert.Contains("stream_truncated", end.Flags);
        Assert.NotEmpty(end.Quantities);
    }

    [Theory]
    [MemberData(nameof(DialectCalls.Whole), MemberType = typeof(DialectCalls))]
    public async Task A_refusal_of_the_provider_passes_and_costs_nothing(string name)
    {
        (Received direct, Received through) = await BothAsync(name, "status=429,retry_after=7");

        Assert.Equal(429, through.Status);
        Assert.Equal(direct.StableHeaders, through.StableHeaders);
        Assert.Equal(direct.Text, through.Text);
        Assert.Equal("void", (await gateway.EndOfAsync(through.Call!)).Kind);
    }

    [Theory]
    [InlineData("azure", 400, "void")]
    [InlineData("gemini", 200, "settlement")]
    [InlineData("gemini events", 200, "settlement")]
    [InlineData("vertex", 200, "settlement")]
    public async Task A_blocked_prompt_costs_what_the_provider_says(string name, int status, string kind)
    {
        (Received direct, Received through) = await BothAsync(name, "blocked");

        Assert.Equal(status, through.Status);
        Assert.Equal(direct.Text, through.Text);
        LedgerEntry end = await gateway.EndOfAsync(through.Call!);
        Assert.Equal(kind, end.Kind);
        long expected = kind == "void" ? 0 : gateway.Provider.Log.Calls[^1].Usage!.Input;
        Assert.Equal(expected, end.Quantities.Values.Sum());
    }

    private async Task SameAsync(string name, string told)
    {
        (Received direct, Received through) = await BothAsync(name, told);

        Assert.Equal(200, direct.Status);
        Assert.Equal(200, through.Status);
        Assert.Equal(direct.StableHeaders, through.StableHeaders);
        Assert.Equal(Convert.ToHexString(direct.Body), Convert.ToHexString(through.Body));
        LedgerEntry end = await gateway.EndOfAsync(through.Call!);
        Assert.Equal("served", end.Outcome);
        Assert.Equal("provider", end.Text("usage_source"));
        Assert.DoesNotContain("inconsistent_usage", end.Flags);
        Assert.True(end.AddsUp, end.Json.ToString());
        SimulatedUsage usage = gateway.Provider.Log.Calls[^1].Usage!;
        Assert.Equal(Tokens.Show(Tokens.Of(usage)), Tokens.Show(end.Quantities));
    }

    /// <summary>A call directly, and then through the gateway.</summary>
    private async Task<(Received Direct, Received Through)> BothAsync(string name, string told)
    {
        DialectCall call = DialectCalls.Named(name);
        int before = gateway.Provider.Log.Calls.Count;
        Uri address = gateway.Provider.AddressOf(call.Provider);
        Received direct = await gateway.SendDirectAsync(call.ToProvider(address, told));
        Received through = await gateway.SendAsync(call.ToGateway(told));
        Assert.True(through.Call is not null, through.Text);
        await gateway.Provider.Log.WaitForAsync(before + 2, gateway.Cancellation);
        return (direct, through);
    }
}
