using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Failures;

/// <summary>Stopping with open streams loses nothing.</summary>
public sealed class ShutdownTests
{
    [Fact]
    public async Task An_open_stream_may_finish_while_the_gateway_stops()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string expected = (await gateway.SendDirectAsync(Ask.Post(Ask.ChatPath, Ask.ChatStream("Stop")))).Text;
        Task<Received> open = gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.ChatStream("Stop"), "gate=stop,after=3"));
        await gateway.Provider.Gate("stop").Reached.WaitAsync(gateway.Cancellation);

        Task stopping = gateway.StopAsync();
        gateway.Provider.Gate("stop").Open();
        Received answer = await open;
        await stopping;

        Assert.Equal(expected, answer.Text);
        LedgerEntry end = (await StoredEntries.OfAsync(gateway.Data)).Single(entry => entry.IsEnd);
        Assert.Equal("served", end.Outcome);
    }

    [Fact]
    public async Task A_stream_that_outlasts_the_drain_is_cut_and_settled_as_shutdown()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) => options with { ShutdownDrain = TimeSpan.FromMilliseconds(200) }
        );
        Task<Received> open = gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.ChatStream("Stop"), "gate=never,after=3"));
        await gateway.Provider.Gate("never").Reached.WaitAsync(gateway.Cancellation);

        await gateway.StopAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => open);
        LedgerEntry end = (await StoredEntries.OfAsync(gateway.Data)).Single(entry => entry.IsEnd);
        Assert.Equal("settlement", end.Kind);
        Assert.Equal("shutdown", end.Outcome);
    }
}
