using Microsoft.Extensions.Logging;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Metrics;
using TokenLedger.Gateway.Otlp.Sending;
using TokenLedger.Gateway.Otlp.Wire;
using TokenLedger.Gateway.Upstreams.Rotation;
using TokenLedger.Ledger;

namespace TokenLedger.Gateway.Otlp;

/// <summary>Sends spans and metrics while the gateway runs. No call waits for it.</summary>
public sealed partial class OtlpRun : IAsyncDisposable
{
    /// <summary>How long the last spans and metrics may take after a stop was asked for: 3 s.</summary>
    public static TimeSpan StopWithin { get; } = TimeSpan.FromSeconds(3);

    private readonly OtlpOptions _options;
    private readonly ILedger _ledger;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly OtlpClient _client;
    private readonly SpanExport _spans;
    private readonly OtlpTally _tally;
    private readonly MetricsFollower _follower;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _end;
    private Task _running = Task.CompletedTask;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private int _disposed;

    private OtlpRun(
        OtlpOptions options,
        RoutingOptions routing,
        ILedger ledger,
        string file,
        TimeProvider time,
        ILoggerFactory loggers
    )
    {
        (_options, _ledger, _time) = (options, ledger, time);
        _log = loggers.CreateLogger<OtlpRun>();
        _end = new(Timeout.InfiniteTimeSpan, time);
        _client = new(options, time);
        _spans = new(ledger, options, routing, file, _client, Delivery, Failed, time, _log);
        _tally = new(options.Names, time.GetUtcNow());
        _follower = new(ledger, _tally.Take, time, loggers.CreateLogger<MetricsFollower>());
    }

    /// <summary>How far spans have been sent: the next entry.</summary>
    public long Next => _spans.Next;

    /// <summary>What became of what was sent.</summary>
    public OtlpDelivery Delivery { get; } = new();

    /// <summary>Is told by the gateway which calls end with a failed attempt, so that their spans need not wait for another.</summary>
    public FailedCalls Failed { get; } = new();

    /// <summary>Finds out where to go on. Nothing runs yet; null when nothing is to be sent.</summary>
    /// <param name="options">What is sent, and where.</param>
    /// <param name="routing">Whether, and how long after, another attempt of a call may follow.</param>
    /// <param name="ledger">What is followed; owned by the caller and closed afterwards.</param>
    /// <param name="file">The file of the position; can be lost.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<OtlpRun?> OpenAsync(
        OtlpOptions options,
        RoutingOptions routing,
        ILedger ledger,
        string file,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Endpoint is null)
        {
            return null;
        }

        OtlpRun run = new(options, routing, ledger, file, time, loggers);
        await run._spans.BeginAsync(cancellation).ConfigureAwait(false);
        return run;
    }

    /// <summary>Begins to send.</summary>
    public void Start() =>
        _running = Task.WhenAll(
            _options.Traces ? Task.Run(() => _spans.RunAsync(_stop.Token, _end.Token)) : Task.CompletedTask,
            _options.Metrics ? Task.Run(() => _follower.FollowAsync(_stop.Token)) : Task.CompletedTask,
            _options.Metrics ? Task.Run(() => SendMetricsAsync(_stop.Token, _end.Token)) : Task.CompletedTask
        );

    private async Task SendMetricsAsync(CancellationToken stop, CancellationToken end)
    {
        using PeriodicTimer timer = new(_options.MetricsEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                if (_time.GetUtcNow() >= _notBefore)
                {
                    await SendOnceAsync(end).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The gateway stops, and sends once more.
        }
    }

    /// <summary>Sums go on growing, so what could not be sent is in what is sent next.</summary>
    private async Task SendOnceAsync(CancellationToken cancellation)
    {
        await _follower.CatchUpAsync(cancellation).ConfigureAwait(false);
        using IOtlpWriter writer = OtlpResource.Writer(_options.Protocol);
        ReadOnlyMemory<byte> body = _tally.Write(writer, new(_options, _ledger.Origin), _time.GetUtcNow());
        OtlpResult result = await _client.SendAsync(OtlpSignal.Metrics, body, cancellation).ConfigureAwait(false);
        Delivery.Note(OtlpSignal.Metrics, _tally.Points, result);
        _notBefore = _time.GetUtcNow() + (result.After ?? TimeSpan.Zero);
        if (result.Problem is { } problem)
        {
            LogNotTaken(problem);
        }
        else if (result.Rejected > 0)
        {
            LogRejected(result.Rejected, result.Words ?? "no reason given");
        }
    }

    /// <summary>
    /// Stops: what is on its way may be answered, and what is new is sent, all within <see cref="StopWithin"/>; the rest of the
    /// spans is sent by the next start.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _end.CancelAfter(StopWithin);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await LastAsync(_end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        _follower.Dispose();
        _stop.Dispose();
        _end.Dispose();
    }

    private async Task LastAsync(CancellationToken cancellation)
    {
        if (_options.Traces)
        {
            await _spans.FinishAsync(cancellation).ConfigureAwait(false);
        }

        if (_options.Metrics)
        {
            await SendOnceAsync(cancellation).ConfigureAwait(false);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The OTLP receiver did not take metrics: {Problem}")]
    private partial void LogNotTaken(string problem);

    [LoggerMessage(LogLevel.Warning, "The OTLP receiver did not take data points of metrics ({Points}): {Words}")]
    private partial void LogRejected(long points, string words);
}
