using TokenLedger.Demo.Agents;

namespace TokenLedger.Demo;

/// <summary>The sample agents at work, each in its own loop, until told to stop.</summary>
internal sealed class Crew(HttpClient http, TimeProvider time)
{
    private readonly ISampleAgent[] agents =
    [
        new SupportBot(http),
        new SupportBot(http),
        new CodingAgent(http),
        new EmbeddingIndexer(http),
        new Planner(http),
    ];

    /// <summary>Completes when every agent has finished its last call. One agent's error ends them all.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAll(agents.Select((agent, place) => LoopAsync(agent, place, ending)));
    }

    private async Task LoopAsync(ISampleAgent agent, int place, CancellationTokenSource ending)
    {
        try
        {
            // Agents of one kind take turns of their own, so that no two share a session.
            for (int turn = place; !ending.IsCancellationRequested; turn += agents.Length)
            {
                await agent.WorkAsync(turn, ending.Token);
                await Task.Delay(agent.Pause, time, ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Told to stop while it paused.
        }
        catch
        {
            await ending.CancelAsync();
            throw;
        }
    }
}
