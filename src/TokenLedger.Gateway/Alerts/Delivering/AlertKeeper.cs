using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace TokenLedger.Gateway.Alerts.Delivering;

/// <summary>
/// Keeps the file as the book is. What the file does not have yet is read or delivered again after a crash, so it may be
/// a little behind, never ahead.
/// </summary>
internal sealed partial class AlertKeeper(AlertBook book, string path, TimeProvider time, ILogger log)
{
    /// <summary>Shortest time between two writes: 1 s.</summary>
    public static TimeSpan Rest { get; } = TimeSpan.FromSeconds(1);

    /// <summary>How often it looks whether the book has moved: every 10 s, and at once when there is an alert.</summary>
    public static TimeSpan Every { get; } = TimeSpan.FromSeconds(10);

    private readonly Channel<bool> _called = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private long _version;
    private AlertPosition? _position;
    private bool _hasFailed;

    /// <summary>Says that there is something worth keeping. From any thread; returns at once.</summary>
    public void Wake() => _called.Writer.TryWrite(true);

    /// <summary>Keeps it until it is cancelled, and once more then.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        Save();
        while (!cancellation.IsCancellationRequested)
        {
            using CancellationTokenSource rested = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task called = _called.Reader.ReadAsync(rested.Token).AsTask();
            await Task.WhenAny(called, Task.Delay(Every, time, rested.Token)).ConfigureAwait(false);
            await rested.CancelAsync().ConfigureAwait(false);
            Save();
            await Task.Delay(Rest, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Save();
    }

    /// <summary>Writes the file when the book has changed since.</summary>
    public void Save()
    {
        (AlertState state, long version) = book.Snapshot();
        if (version == _version && state.Position == _position)
        {
            return;
        }

        try
        {
            AlertStateFile.Write(path, state);
            (_version, _position, _hasFailed) = (version, state.Position, false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogLevel level = _hasFailed ? LogLevel.Debug : LogLevel.Error;
            _hasFailed = true;
            Log.NotKept(log, level, failure.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Message = "The state of alerts could not be kept; a restart may send some again: {Problem}")]
        public static partial void NotKept(ILogger log, LogLevel level, string problem);
    }
}
