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

    public static async Task<int> RunAsync(TimeSpan duration, DataFolder data, InvocationConfiguration console)
    {
        TimeProvider time = TimeProvider.System;
        using StopSignal stop = new();
        await using SimulatedProvider provider = await SimulatedProvider.StartAsync(new(), stop.Asked);
        provider.Misbehavior = Pace;
        ServeConfiguration configuration = Configuration(provider.BaseAddress, data);
        using ILoggerFactory loggers = Logging.Create(configuration);
        RunningGateway gateway = await Composition.StartAsync(configuration, loggers, time, stop.Asked);
        try
        {
            await WorkAsync(duration, gateway, provider, console.Output, time, stop.Asked);
        }
        finally
        {
            await gateway.DisposeAsync();
        }

        return await ShowAsync(data, console);
    }

    private static ServeConfiguration Configuration(Uri provider, DataFolder data) =>
        new()
        {
            Gateway = new GatewayOptions
            {
                Listen = new(System.Net.IPAddress.Loopback, 0),
                Upstreams = [.. UpstreamOptions.Defaults.Select(upstream => upstream with { BaseAddress = provider })],
            },
            Data = data,
            LogLevel = LogLevel.Warning,
        };

    private static async Task WorkAsync(
        TimeSpan duration,
        RunningGateway gateway,
        SimulatedProvider provider,
        TextWriter output,
        TimeProvider time,
        CancellationToken stop
    )
    {
        await output.WriteLineAsync(
            $"""
            A gateway listens at http://{gateway.Banner.Address}, its provider is simulated at {provider.BaseAddress}
            A support bot, a coding agent, an indexer and a planner with two sub-agents work for {duration.TotalSeconds} s.
            """
        );
        using HttpClient http = new() { BaseAddress = new Uri($"http://{gateway.Banner.Address}") };
        using CancellationTokenSource timeUp = new(duration, time);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, stop);
        ProgressLine progress = new(output, !Console.IsOutputRedirected, provider.Log, time);
        Task line = progress.RunAsync(time.GetUtcNow() + duration, ending.Token);
        try
        {
            await new Crew(http, time).RunAsync(ending.Token);
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
