using TokenLedger.Demo.Simulation;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway;

namespace TokenLedger.Functional.Tests.Failures;

/// <summary>A caller that leaves still pays for what the provider bills.</summary>
public sealed class ClientGoneTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_caller_that_leaves_is_settled_with_what_the_drained_stream_reports(int after)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();

        await LeaveAsync(gateway, after, Ask.ChatStream("Gone", withUsage: false));
        gateway.Provider.Gate("gone").Open();

        LedgerEntry end = await EndAsync(gateway);
        LoggedCall logged = await gateway.Provider.Log.WaitForAsync(_ => true, gateway.Cancellation);
        Assert.Equal(SimulatedOutcome.Ok, logged.Outcome);
        Assert.Equal("settlement", end.Kind);
        Assert.Equal("client_gone", end.Outcome);
        Assert.Equal("provider", end.Text("usage_source"));
        Assert.Equal(Tokens.Show(Tokens.Of(logged.Usage!)), Tokens.Show(end.Quantities));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task With_the_stop_policy_the_upstream_is_left_too_and_the_rest_is_estimated(int after)
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) => options with { ClientGone = ClientGonePolicy.Stop }
        );

        await LeaveAsync(gateway, after, Ask.ChatStream("Gone"));

        LoggedCall logged = await gateway.Provider.Log.WaitForAsync(_ => true, gateway.Cancellation);
        LedgerEntry end = await EndAsync(gateway);
        Assert.Equal(SimulatedOutcome.Gone, logged.Outcome);
        Assert.Equal("settlement", end.Kind);
        Assert.Equal("client_gone", end.Outcome);
        Assert.NotEqual("provider", end.Text("usage_source"));
        Assert.True(end.Quantities["tokens.input"] > 0);
    }

    [Fact]
    public async Task A_drain_that_lasts_too_long_ends_and_is_estimated()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) => options with { ClientGoneDrain = TimeSpan.FromMilliseconds(300) }
        );

        await LeaveAsync(gateway, 3, Ask.ChatStream("Gone"));

        LedgerEntry end = await EndAsync(gateway);
        Assert.Equal("client_gone", end.Outcome);
        Assert.NotEqual("provider", end.Text("usage_source"));
    }

    [Fact]
    public async Task A_caller_that_leaves_an_unstreamed_call_is_settled_with_its_usage()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();

        await LeaveAsync(gateway, 0, Ask.Chat("Gone"));
        gateway.Provider.Gate("gone").Open();

        LedgerEntry end = await EndAsync(gateway);
        LoggedCall logged = await gateway.Provider.Log.WaitForAsync(_ => true, gateway.Cancellation);
        Assert.Equal("client_gone", end.Outcome);
        Assert.Equal(Tokens.Show(Tokens.Of(logged.Usage!)), Tokens.Show(end.Quantities));
    }

    /// <summary>Sends a request and leaves with RST when the provider has sent so many events and waits.</summary>
    private static async Task LeaveAsync(TestGateway gateway, int after, string body)
    {
        using RawConnection raw = await RawConnection.OpenAsync(gateway.Address, gateway.Cancellation);
        await raw.SendAsync(
            $"POST {Ask.ChatPath} HTTP/1.1\r\nHost: {gateway.Address.Authority}\r\nAuthorization: Bearer {Ask.Key}\r\n"
                + $"x-sim: gate=gone,after={after}\r\nContent-Type: application/json\r\n"
                + $"Content-Length: {body.Length}\r\n\r\n{body}",
            gateway.Cancellation
        );
        await gateway.Provider.Gate("gone").Reached.WaitAsync(gateway.Cancellation);
        raw.Reset();
        await gateway.SeeResetAsync();
    }

    private static async Task<LedgerEntry> EndAsync(TestGateway gateway)
    {
        string call = (await gateway.EntriesAsync()).Single(entry => entry.Kind == "authorization").Call!;
        return await gateway.EndOfAsync(call);
    }
}
