using Microsoft.Extensions.Logging;
using TokenLedger.Commands;
using TokenLedger.Configuration;
using TokenLedger.Demo.Simulation;
using TokenLedger.Gateway;
using TokenLedger.Serve;

namespace TokenLedger.Demo;

/// <summary>
/// A simulated provider and a real gateway in front of it, over a ledger of its own. Both listen on this machine only, on
/// ports of their own.
/// </summary>
internal sealed class DemoGateway : IAsyncDisposable
{
    /// <summary>The simulated provider answers at a human pace.</summary>
    private static readonly Misbehavior s_pace = Misbehavior.None with
    {
        FirstByteDelay = TimeSpan.FromMilliseconds(80),
        ChunkDelay = TimeSpan.FromMilliseconds(8),
    };

    private readonly ILoggerFactory _loggers;
    private readonly RunningGateway _gateway;
    private readonly TimeProvider _time;

    private DemoGateway(
        SimulatedProvider provider,
        RunningGateway gateway,
        ILoggerFactory loggers,
        TimeProvider time
    ) => (Provider, _gateway, _loggers, _time) = (provider, gateway, loggers, time);

    /// <summary>The provider.</summary>
    public SimulatedProvider Provider { get; }

    /// <summary>Where the gateway listens.</summary>
    public Uri Address => _gateway.Address;

    /// <summary>Starts both.</summary>
    /// <param name="data">Where its ledger lies.</param>
    /// <param name="home">The dashboard from which it was started; null when it was started by itself.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="cancellation">Gives up the start.</param>
    /// <exception cref="CommandFailedException">Something is in the way; the message says what.</exception>
    public static async Task<DemoGateway> StartAsync(
        DataFolder data,
        Uri? home,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        SimulatedProvider provider = await SimulatedProvider.StartAsync(new(), cancellation);
        provider.Misbehavior = s_pace;
        ServeConfiguration configuration = new()
        {
            Gateway = new GatewayOptions
            {
                Listen = new(System.Net.IPAddress.Loopback, 0),
                Upstreams = [.. UpstreamOptions.Defaults.Select(provider.InPlaceOf)],
            },
            Data = data,
            LogLevel = LogLevel.Warning,
            IsDemo = true,
            DemoHome = home,
        };
        ILoggerFactory loggers = Logging.Create(configuration);
        try
        {
            RunningGateway gateway = await Composition.StartAsync(configuration, loggers, time, cancellation);
            return new(provider, gateway, loggers, time);
        }
        catch
        {
            loggers.Dispose();
            await provider.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets the sample agents work until told to stop; their last calls are finished.</summary>
    /// <param name="withAgents">Without them it only waits to be told.</param>
    /// <param name="stop">Tells them.</param>
    /// <exception cref="HttpRequestException">The gateway refused a call.</exception>
    public async Task WorkAsync(bool withAgents, CancellationToken stop)
    {
        using HttpClient http = new() { BaseAddress = Address };
        await new Crew(withAgents ? Crew.Everyone(http) : [], _time).RunAsync(stop);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await Provider.DisposeAsync();
        _loggers.Dispose();
    }
}
