using Microsoft.AspNetCore.Http;
using TokenLedger.Commands;
using TokenLedger.Dashboard;
using TokenLedger.Demo;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Otlp;
using TokenLedger.Ledger.Control;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Serve;

/// <summary>A gateway that listens, its ledger and its follower. Stops in order: calls, then followers, then ledger.</summary>
public sealed class RunningGateway : IAsyncDisposable
{
    private readonly GatewayHost _host;
    private readonly EmbeddedLedger _ledger;
    private readonly ReadSide _side;
    private readonly ControlBook _control;
    private readonly AlertRun _alerts;
    private readonly OtlpRun? _otlp;
    private readonly DataFolder _data;
    private readonly CancellationTokenSource _stopFollowing = new();
    private readonly Task _following;
    private readonly Task _reloading;
    private readonly Task _keeping;
    private readonly Task _exporting;
    private readonly Task _warming;
    private Task _releasing = Task.CompletedTask;

    /// <summary>Takes over what was started, and starts the follower and the watch over the rates.</summary>
    public RunningGateway(
        Banner banner,
        GatewayHost host,
        EmbeddedLedger ledger,
        ProjectionFollower follower,
        RateReload rates,
        ReadSide side,
        ControlBook control,
        AlertRun alerts,
        OtlpRun? otlp,
        DataFolder data
    )
    {
        ArgumentNullException.ThrowIfNull(follower);
        ArgumentNullException.ThrowIfNull(rates);
        ArgumentNullException.ThrowIfNull(alerts);
        Rates = rates;
        Banner = banner;
        _host = host;
        _ledger = ledger;
        _side = side;
        _control = control;
        _alerts = alerts;
        _otlp = otlp;
        _data = data;
        _following = Task.Run(() => follower.RunAsync(ledger, _stopFollowing.Token));
        _reloading = Task.Run(() => rates.RunAsync(_stopFollowing.Token));
        _keeping = Task.Run(() => control.KeepAsync(_stopFollowing.Token));
        _warming = Task.Run(() => side.Warming.RunAsync(_stopFollowing.Token));
        _exporting = side.Exports is { } exports
            ? Task.Run(() => exports.RunAsync(_stopFollowing.Token))
            : Task.CompletedTask;
        alerts.Start();
        otlp?.Start();
    }

    /// <summary>The demonstration that can be started from here; null where none can. Ends with the gateway.</summary>
    internal DemoStage? Demo { get; init; }

    /// <summary>What to tell whoever started it.</summary>
    public Banner Banner { get; }

    /// <summary>Keeps the rates as their files are.</summary>
    public RateReload Rates { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address => _host.Address;

    /// <summary>Every route of the gateway's own.</summary>
    public IReadOnlyList<Endpoint> Endpoints => _host.Endpoints;

    /// <summary>Completes, with the reason, when the ledger can no longer write. Then the gateway must stop.</summary>
    public Task<string> LedgerFailed => _ledger.Failed;

    /// <summary>Gives back what the start took too much, beside the first calls.</summary>
    internal void Release(StartMemory memory) => _releasing = Task.Run(memory.Release);

    /// <summary>Stops listening, lets open calls finish within their time, and closes the ledger at a checkpoint.</summary>
    public async ValueTask DisposeAsync()
    {
        GatewayAddress.Delete(_data);
        await _host.StopAsync(CancellationToken.None);
        await _host.DisposeAsync();
        if (Demo is not null)
        {
            await Demo.DisposeAsync();
        }

        await _alerts.DisposeAsync();
        if (_otlp is not null)
        {
            await _otlp.DisposeAsync();
        }

        await _stopFollowing.CancelAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _reloading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _exporting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _warming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _releasing;
        // What it cannot write is read from the ledger at the next start.
        _ = await _control.SaveAsync(CancellationToken.None);
        _control.Dispose();
        _stopFollowing.Dispose();
        _side.Dispose();
        await _ledger.DisposeAsync();
    }
}
