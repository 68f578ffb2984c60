using TokenLedger.Demo.Agents;

namespace TokenLedger.Demo;

/// <summary>The sample agents at work, each in its own loop, until told to stop.</summary>
internal sealed class Crew(IReadOnlyList<ISampleAgent> agents, TimeProvider time)
{
    /// <summary>The whole crew, talking to one gateway.</summary>
    public static IReadOnlyList<ISampleAgent> Everyone(HttpClient http) =>
        [
            new SupportBot(http),
            new SupportBot(http),
            new CodingAgent(http),
            new EmbeddingIndexer(http),
            new Librarian(http),
            new Planner(http),
        ];

    /// <summary>
    /// Completes when told to stop and every agent has finished its last call. One agent's error ends them all.
    /// </summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration telling = ending.Token.Register(told.SetResult);
        await Task.WhenAll(agents.Select((agent, place) => LoopAsync(agent, place, ending)).Append(told.Task));
    }

    private async Task LoopAsync(ISampleAgent agent, int place, CancellationTokenSource ending)
    {
        try
        {
            // Agents of one kind take turns of their own, so that no two share a session.
            for (int turn = place; !ending.IsCancellationRequested; turn += agents.Count)
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
