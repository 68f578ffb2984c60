using System.CommandLine;
using TokenLedger.Commands;
using TokenLedger.Serve;

namespace TokenLedger.Demo;

/// <summary>One demonstration: provider, gateway, agents, and then the bill.</summary>
internal static class DemoRun
{
    public static async Task<int> RunAsync(
        TimeSpan duration,
        DataFolder data,
        bool withAgents,
        InvocationConfiguration console
    )
    {
        TimeProvider time = TimeProvider.System;
        using StopSignal stop = new();
        await using (DemoGateway gateway = await DemoGateway.StartAsync(data, null, time, stop.Asked))
        {
            await console.Output.WriteLineAsync(
                $"A gateway listens at {gateway.Address}, its provider is simulated at {gateway.Provider.BaseAddress}"
            );
            await console.Output.WriteLineAsync(
                withAgents
                    ? "A support bot, a coding agent, an indexer, a librarian and a planner with two sub-agents are at work."
                    : "Point your agent at it, with any key. Ctrl-C ends the demo."
            );
            await WorkAsync(gateway, withAgents, duration, console.Output, time, stop.Asked);
        }

        return await ShowAsync(data, console);
    }

    private static async Task WorkAsync(
        DemoGateway gateway,
        bool withAgents,
        TimeSpan duration,
        TextWriter output,
        TimeProvider time,
        CancellationToken stop
    )
    {
        using CancellationTokenSource timeUp = new(duration, time);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, stop);
        ProgressLine progress = new(output, !Console.IsOutputRedirected, gateway.Provider.Log, time);
        Task line = progress.RunAsync(time.GetUtcNow() + duration, ending.Token);
        try
        {
            await gateway.WorkAsync(withAgents, ending.Token);
        }
        finally
        {
            await ending.CancelAsync();
            await line;
        }
    }

    private static async Task<int> ShowAsync(DataFolder data, InvocationConfiguration console)
    {
        foreach (string by in (string[])["model", "agent"])
        {
            await console.Output.WriteLineAsync($"\n$ tokenledger costs --by {by}");
            int code = await CommandLine.RunAsync(
                ["costs", "--by", by, "--data", data.Path],
                console.Output,
                console.Error
            );
            if (code != 0)
            {
                return code;
            }
        }

        await console.Output.WriteLineAsync(
            $"""

            Look further:
              tokenledger entries --last 1h --data {data.Path}
              tokenledger costs --by session --data {data.Path}
              tokenledger verify --data {data.Path}
            Then meter your own agent: tokenledger serve
            The demo's ledger stays in {data.Path} until you delete it.
            """
        );
        return 0;
    }
}
