using TokenLedger.Gateway.Alerts;

namespace TokenLedger.Gateway.Tests.Alerts.Support;

/// <summary>Alerting on a ledger in memory, with a clock that moves when told and a state file of its own.</summary>
internal sealed class AlertBench : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tokenledger-").FullName;

    public AlertBench() => Ledger = new(Clock);

    public StepClock Clock { get; } = new();

    public AlertLedger Ledger { get; set; }

    public LogLines Log { get; } = new();

    public string StateFile => Path.Combine(_folder, "alerts.state");

    public AlertRun Run { get; private set; } = null!;

    public long? FreeBytes { get; set; }

    public async Task StartAsync(params ChannelOptions[] channels) =>
        await StartAsync(new AlertOptions { Channels = channels });

    public async Task StartAsync(AlertOptions options)
    {
        AlertParts parts = new(options, Ledger, StateFile, Clock, Log) { FreeBytes = () => FreeBytes };
        Run = await AlertRun.OpenAsync(parts, TestContext.Current.CancellationToken);
        Run.Start();
    }

    /// <summary>Lets time pass, in small steps, until something has happened.</summary>
    public async Task<T> FlowAsync<T>(Task<T> what, TimeSpan? step = null)
    {
        while (!what.IsCompleted)
        {
            Clock.Advance(step ?? TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(what, Task.Delay(1, TestContext.Current.CancellationToken));
        }

        return await what;
    }

    /// <summary>Lets time pass until something is so.</summary>
    public Task UntilAsync(Func<bool> isSo, TimeSpan? step = null) => FlowAsync(SeeAsync(isSo), step);

    private static async Task<bool> SeeAsync(Func<bool> isSo)
    {
        using CancellationTokenSource late = new(TimeSpan.FromSeconds(60));
        while (!isSo())
        {
            await Task.Delay(1, late.Token);
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (Run is not null)
        {
            await Run.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
