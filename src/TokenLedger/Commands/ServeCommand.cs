using System.CommandLine;
using Microsoft.Extensions.Logging;
using TokenLedger.Accounting;
using TokenLedger.Configuration;
using TokenLedger.Configuration.Sources;
using TokenLedger.Serve;

namespace TokenLedger.Commands;

/// <summary>tokenledger serve: the gateway, until a signal stops it.</summary>
public static class ServeCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ServeOptions options = new();
        Command command = new(
            "serve",
            "Start the gateway; every call through it is on the ledger before its answer is served."
        )
        {
            options.File,
            options.Listen,
            options.Data,
            options.Upstreams,
        };
        command.SetAction(
            (parsed, _) => RunAsync(parsed.GetValue(options.File), options.Read(parsed), parsed.InvocationConfiguration)
        );
        return command;
    }

    private static async Task<int> RunAsync(string? file, OptionSettings options, InvocationConfiguration console)
    {
        LoadedConfiguration loaded = ConfigurationLoader.Load(file, options);
        await WriteRemarksAsync(loaded, console.Error);
        if (loaded.Configuration is not { } configuration)
        {
            return ExitCode.Misused;
        }

        RunningGateway? running = null;
        using StopSignal stop = new(onHangup: () => running?.Rates.Ask());
        using ILoggerFactory loggers = Logging.Create(configuration);
        RunningGateway gateway = await Composition.StartAsync(
            configuration,
            loggers,
            TimeProvider.System,
            stop.Asked,
            reread: () => ConfigurationLoader.Load(file, options)
        );
        running = gateway;
        await console.Output.WriteAsync(gateway.Banner.ToString());
        await console.Output.FlushAsync();
        await Task.WhenAny(stop.WaitAsync(), gateway.LedgerFailed);
        if (gateway.LedgerFailed is { IsCompletedSuccessfully: true } failed)
        {
            await console.Error.WriteLineAsync(StartFailure.OfLedger(configuration.Data.Path, await failed));
            await gateway.DisposeAsync();
            return ExitCode.Failed;
        }

        await console.Error.WriteLineAsync("Stopping: open calls may finish. Signal again to end at once.");
        await gateway.DisposeAsync();
        return 0;
    }

    private static async Task WriteRemarksAsync(LoadedConfiguration loaded, TextWriter error)
    {
        foreach (Remark warning in loaded.Warnings)
        {
            await error.WriteLineAsync($"warning: {warning}");
        }

        foreach (Remark problem in loaded.Problems)
        {
            await error.WriteLineAsync(problem.ToString());
        }

        if (loaded.Problems.Count > 0)
        {
            await error.WriteLineAsync(
                $"{Counted.Of(loaded.Problems.Count, "problem")} in the configuration; not started."
            );
        }
    }
}
