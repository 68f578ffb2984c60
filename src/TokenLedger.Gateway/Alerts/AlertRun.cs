using Microsoft.Extensions.Logging;
using TokenLedger.Gateway.Alerts.Channels;
using TokenLedger.Gateway.Alerts.Delivering;
using TokenLedger.Gateway.Alerts.Recognising;
using TokenLedger.Ledger;

namespace TokenLedger.Gateway.Alerts;

/// <summary>What alerts are run with.</summary>
/// <param name="Options">What is sent, and where.</param>
/// <param name="Ledger">What is followed; owned by the caller and closed afterwards.</param>
/// <param name="StateFile">The file of positions and deliveries; can be lost.</param>
/// <param name="Time">The clock.</param>
/// <param name="Loggers">Where it logs.</param>
public sealed record AlertParts(
    AlertOptions Options,
    ILedger Ledger,
    string StateFile,
    TimeProvider Time,
    ILoggerFactory Loggers
)
{
    /// <summary>Free bytes of the ledger's disk; null when nobody can tell. By default the disk of the state's file.</summary>
    public Func<long?>? FreeBytes { get; init; }

    /// <summary>Looks at the reports for what no entry says; null when there are none.</summary>
    public Func<CancellationToken, Task<ForesightLook>>? Look { get; init; }
}

/// <summary>
/// Alerts while the gateway runs: one task reads the ledger, one watches over what no entry says, one keeps the file, and
/// one per channel delivers. None of them is waited for by a call.
/// </summary>
public sealed partial class AlertRun : IAsyncDisposable
{
    /// <summary>How long channels may deliver what is new after a stop was asked for: 5 s.</summary>
    public static TimeSpan StopWithin { get; } = TimeSpan.FromSeconds(5);

    /// <summary>When reports are looked at for the first time after the start: after 1 minute.</summary>
    public static TimeSpan FirstLook { get; } = TimeSpan.FromMinutes(1);

    private readonly AlertParts _parts;
    private readonly AlertBook _book;
    private readonly AlertFollower _follower;
    private readonly LedgerWatch _watch;
    private readonly ForesightAlerts _foresight;
    private readonly AlertKeeper _keeper;
    private readonly IAlertReceiver[] _receivers;
    private readonly ChannelCourier[] _couriers;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopReading = new();
    private readonly CancellationTokenSource _stopDelivering = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly CancellationTokenSource _stopKeeping = new();
    private Task _reading = Task.CompletedTask;
    private Task _delivering = Task.CompletedTask;
    private Task _keeping = Task.CompletedTask;
    private volatile bool _hasLooked;
    private int _disposed;

    private AlertRun(AlertParts parts, AlertState state, ILogger log)
    {
        _parts = parts;
        _log = log;
        _book = new(parts.Options, state, parts.Time, Tally);
        _follower = new(parts.Ledger, _book, parts.Time, log);
        _watch = new(parts.Ledger, parts.Options.DiskFree, parts.FreeBytes ?? DiskSpace, parts.Time);
        _foresight = new(parts.Ledger.Origin, parts.Look, parts.Time);
        _keeper = new(_book, parts.StateFile, parts.Time, log);
        _receivers = [.. parts.Options.Channels.Select(Receiver)];
        _couriers = [.. parts.Options.Channels.Zip(_receivers, Courier)];
        _book.Raised += Wake;
        _book.Displaced += (alert, delivery) =>
            Log.Displaced(log, alert.Type.Name, alert.Subject, alert.Id, delivery.Channel, delivery.Problem!);
    }

    /// <summary>Counts since the start.</summary>
    public AlertTally Tally { get; } = new();

    /// <summary>What is sent, and where.</summary>
    public AlertOptions Options => _parts.Options;

    /// <summary>The next entry it will read.</summary>
    public long Next => _book.Position.Next;

    internal AlertBook Book => _book;

    /// <summary>Finds out where to go on. Nothing runs yet.</summary>
    public static async Task<AlertRun> OpenAsync(AlertParts parts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ILogger log = parts.Loggers.CreateLogger<AlertRun>();
        AlertState? stored = AlertStateFile.Read(parts.StateFile);
        (AlertPosition position, bool isStored) = await AlertFollower
            .BeginAsync(parts.Ledger, stored?.Position, cancellation)
            .ConfigureAwait(false);
        if (!isStored && position.Next > 0 && (stored is not null || parts.Options.Channels.Count > 0))
        {
            Log.AtHead(log, position.Next);
        }

        AlertState state = isStored ? stored! : new(position, [], []);
        foreach (RaisedAlert raised in state.Raised)
        {
            foreach (Delivery delivery in raised.Deliveries.Where(one => one.IsPending && !IsKnown(parts, one)))
            {
                Log.ChannelGone(log, raised.Alert.Type.Name, raised.Alert.Id, delivery.Channel);
            }
        }

        return new(parts, state, log);
    }

    /// <summary>Begins to read and to deliver.</summary>
    public void Start()
    {
        CancellationToken stop = _stopReading.Token;
        _reading = Task.WhenAll(
            Task.Run(() => _follower.RunAsync(stop)),
            Task.Run(() => RepeatAsync(LedgerWatch.Every, Do(Watch), stop)),
            Task.Run(() => RepeatAsync(Options.ProjectEvery, Do(Project), stop)),
            Task.Run(() => ForeseeAsync(stop))
        );
        _delivering = Task.WhenAll(
            _couriers.Select(courier => Task.Run(() => courier.RunAsync(_stopDelivering.Token, _giveUp.Token)))
        );
        _keeping = Task.Run(() => _keeper.RunAsync(_stopKeeping.Token));
    }

    /// <summary>Sends a test alert to channels, past rules and queues.</summary>
    /// <param name="channels">Their names; all when empty.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<IReadOnlyList<ChannelTestResult>> TestAsync(
        IReadOnlyCollection<string> channels,
        CancellationToken cancellation
    ) => ChannelTest.RunAsync(Options, channels, Source(_parts.Ledger.Origin), _parts.Time, cancellation);

    /// <summary>
    /// Stops: reads no further, delivers what is new within <see cref="StopWithin"/>, and keeps the rest for the next start.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _stopReading.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Watch(); // the ledger's failure may be why it stops
        _giveUp.CancelAfter(StopWithin);
        await _stopDelivering.CancelAsync().ConfigureAwait(false);
        await _delivering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopKeeping.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (
            IDisposable one in _receivers.Concat<IDisposable>([_stopReading, _stopDelivering, _giveUp, _stopKeeping])
        )
        {
            one.Dispose();
        }
    }

    /// <summary>How a ledger is named as the source of events: a URI reference.</summary>
    internal static string Source(string origin) =>
        "/" + string.Join('/', origin.Split('/').Select(Uri.EscapeDataString));

    private static bool IsKnown(AlertParts parts, Delivery delivery) =>
        parts.Options.Channels.Any(channel => channel.Name == delivery.Channel);

    private IAlertReceiver Receiver(ChannelOptions channel) =>
        Receivers.Of(channel, Options, Source(_parts.Ledger.Origin), _parts.Time);

    private ChannelCourier Courier(ChannelOptions channel, IAlertReceiver receiver) =>
        new(channel, receiver, _book, Options, Tally, _parts.Time, _log);

    private void Wake()
    {
        _keeper.Wake();
        foreach (ChannelCourier courier in _couriers)
        {
            courier.Wake();
        }
    }

    private void Watch() => _book.Take(null, _watch.Look());

    private void Project()
    {
        if (Foresees && !_hasLooked)
        {
            return; // what is foreseen is told before what a pace says, and instead of it
        }

        _book.Take(
            null,
            ExhaustionForecast.Of(
                _parts.Ledger.Origin,
                _parts.Ledger.Balances(null, ExhaustionForecast.MostAccounts),
                _parts.Time.GetUtcNow(),
                _foresight.Foreseen
            )
        );
    }

    private bool Foresees => Options.ForeseeEvery > TimeSpan.Zero && _parts.Look is not null;

    /// <summary>Looks soon after the start, because whoever starts often would else never look, and then again and again.</summary>
    private async Task ForeseeAsync(CancellationToken stop)
    {
        if (Foresees)
        {
            await Task.Delay(FirstLook, _parts.Time, stop).ConfigureAwait(false);
            await TryAsync(LookAsync, stop).ConfigureAwait(false);
            _hasLooked = true;
            await RepeatAsync(Options.ForeseeEvery, LookAsync, stop).ConfigureAwait(false);
        }
    }

    private async Task LookAsync(CancellationToken stop) =>
        _book.Take(null, await _foresight.LookAsync(stop).ConfigureAwait(false));

    private static Func<CancellationToken, Task> Do(Action work) =>
        _ =>
        {
            work();
            return Task.CompletedTask;
        };

    private async Task RepeatAsync(TimeSpan every, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        if (every <= TimeSpan.Zero)
        {
            return;
        }

        using PeriodicTimer timer = new(every, _parts.Time);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
        {
            await TryAsync(work, stop).ConfigureAwait(false);
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        try
        {
            await work(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // it stops
        }
#pragma warning disable CA1031 // A watch that ends would be silent for good.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _log.LogError(failure, "Alerts met a fault of their own");
        }
    }

    private long? DiskSpace()
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(_parts.StateFile))!).AvailableFreeSpace;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "Alerts begin at the head of the ledger, entry {Position}: there is no position of an earlier run that fits it"
        )]
        public static partial void AtHead(ILogger log, long position);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "Alert {Type} {Id} is given up: channel {Channel} is no longer configured"
        )]
        public static partial void ChannelGone(ILogger log, string type, Guid id, string channel);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "Alert {Type} about {Subject} ({Id}) is given up for channel {Channel}: {Problem}"
        )]
        public static partial void Displaced(
            ILogger log,
            string type,
            string subject,
            Guid id,
            string channel,
            string problem
        );
    }
}
