using System.CommandLine;
using Microsoft.Extensions.Logging;
using TokenLedger.Commands;
using TokenLedger.Configuration;
using TokenLedger.Demo.Simulation;
using TokenLedger.Gateway;
using TokenLedger.Serve;

namespace TokenLedger.Demo;

/// <summary>One demonstration: provider, gateway, agents, and then the bill.</summary>
internal static class DemoRun
{
    /// <summary>The simulated provider answers at a human pace.</summary>
    private static readonly Misbehavior Pace = Misbehavior.None with
    {
        FirstByteDelay = TimeSpan.FromMilliseconds(80),
        ChunkDelay = TimeSpan.FromMilliseconds(8),
    };

    public static async Task<int> RunAsync(
        TimeSpan duration,
        DataFolder data,
        bool withAgents,
        InvocationConfiguration console
    )
    {
        TimeProvider time = TimeProvider.System;
        using StopSignal stop = new();
        await using SimulatedProvider provider = await SimulatedProvider.StartAsync(new(), stop.Asked);
        provider.Misbehavior = Pace;
        ServeConfiguration configuration = Configuration(provider, data);
        using ILoggerFactory loggers = Logging.Create(configuration);
        await using (RunningGateway gateway = await Composition.StartAsync(configuration, loggers, time, stop.Asked))
        {
            await console.Output.WriteLineAsync(
                $"A gateway listens at {gateway.Address}, its provider is simulated at {provider.BaseAddress}"
            );
            await console.Output.WriteLineAsync(
                withAgents
                    ? "A support bot, a coding agent, an indexer, a librarian and a planner with two sub-agents are at work."
                    : "Point your agent at it, with any key. Ctrl-C ends the demo."
            );
            using HttpClient http = new() { BaseAddress = gateway.Address };
            Crew crew = new(withAgents ? Crew.Everyone(http) : [], time);
            await WorkAsync(crew, duration, provider.Log, console.Output, time, stop.Asked);
        }

        return await ShowAsync(data, console);
    }

    private static ServeConfiguration Configuration(SimulatedProvider provider, DataFolder data) =>
        new()
        {
            Gateway = new GatewayOptions
            {
                Listen = new(System.Net.IPAddress.Loopback, 0),
                Upstreams = [.. UpstreamOptions.Defaults.Select(provider.InPlaceOf)],
            },
            Data = data,
            LogLevel = LogLevel.Warning,
        };

    private static async Task WorkAsync(
        Crew crew,
        TimeSpan duration,
        ProviderLog log,
        TextWriter output,
        TimeProvider time,
        CancellationToken stop
    )
    {
        using CancellationTokenSource timeUp = new(duration, time);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, stop);
        ProgressLine progress = new(output, !Console.IsOutputRedirected, log, time);
        Task line = progress.RunAsync(time.GetUtcNow() + duration, ending.Token);
        try
        {
            await crew.RunAsync(ending.Token);
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
