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

    /// <summary>Whether time passes while something is being sent: for receivers that hang.</summary>
    public bool Hangs { get; init; }

    public async Task StartAsync(params ChannelOptions[] channels) =>
        await StartAsync(new AlertOptions { Channels = channels });

    public async Task StartAsync(AlertOptions options)
    {
        AlertParts parts = new(options, Ledger, StateFile, Clock, Log) { FreeBytes = () => FreeBytes };
        Run = await AlertRun.OpenAsync(parts, TestContext.Current.CancellationToken);
        Run.Start();
    }

    /// <summary>
    /// Lets time pass, in small steps, until something has happened. It stands still while something is being sent: that
    /// takes real time, which on a busy machine would be hours of this clock's.
    /// </summary>
    public async Task<T> FlowAsync<T>(Task<T> what, TimeSpan? step = null)
    {
        while (!what.IsCompleted)
        {
            await StandStillAsync(what);
            Clock.Advance(step ?? TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(what, Task.Delay(1, TestContext.Current.CancellationToken));
        }

        return await what;
    }

    /// <summary>Waits for what is being sent, a second at most: a channel that is no longer there sends nothing.</summary>
    private async Task StandStillAsync(Task what)
    {
        for (int i = 0; i < 200 && !Hangs && !what.IsCompleted && IsSending; i++)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    private bool IsSending =>
        Run
            .Book.Recent()
            .Any(raised =>
                raised.Deliveries.ToArray().Any(delivery => delivery.IsPending && delivery.Next <= Clock.GetUtcNow())
            );

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
