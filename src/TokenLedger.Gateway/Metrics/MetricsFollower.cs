using Microsoft.Extensions.Logging;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Metrics;

/// <summary>
/// Hands on the entries that are recorded from now on, to be counted. It reads while it is at the head, where entries need no parsing, and
/// once more when someone asks; calls never wait for it.
/// </summary>
internal sealed partial class MetricsFollower(
    ILedger ledger,
    Action<IReadOnlyList<Entry>> take,
    TimeProvider time,
    ILogger<MetricsFollower> log
) : IDisposable
{
    /// <summary>Longest rest between two looks: 250 ms.</summary>
    public static TimeSpan Rest { get; } = TimeSpan.FromMilliseconds(250);

    private const int AtOnce = 4_096;

    private readonly SemaphoreSlim _reading = new(1);
    private long _next = ledger.Head.Size;

    /// <summary>The next entry to be read.</summary>
    public long Next => Volatile.Read(ref _next);

    /// <summary>Follows until cancelled. What goes wrong is logged and tried again.</summary>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await CatchUpAsync(cancellation).ConfigureAwait(false);
                await ledger.WaitBeyondAsync(Next, cancellation).ConfigureAwait(false);
                await ledger.RestAsync(Next, Rest, time, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    /// <summary>Counts what is new up to the head as it is now.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            for (long head = ledger.Head.Size; _next < head; )
            {
                int most = (int)Math.Min(AtOnce, head - _next);
                IReadOnlyList<StoredEntry> some = await ledger
                    .ReadAsync(_next, most, cancellation)
                    .ConfigureAwait(false);
                if (some.Count == 0)
                {
                    return;
                }

                take(Parsed(some));
                Volatile.Write(ref _next, some[^1].Sequence + 1);
            }
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            LogUnreadable(failure.Message);
        }
        finally
        {
            _reading.Release();
        }
    }

    private List<Entry> Parsed(IReadOnlyList<StoredEntry> some)
    {
        List<Entry> entries = new(some.Count);
        foreach (StoredEntry stored in some)
        {
            try
            {
                entries.Add(stored.Parse());
            }
            catch (FormatException wrong)
            {
                LogSkipped(stored.Sequence, wrong.Message);
            }
        }

        return entries;
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    [LoggerMessage(LogLevel.Error, "Metrics cannot read the ledger and try again: {Problem}")]
    private partial void LogUnreadable(string problem);

    [LoggerMessage(LogLevel.Warning, "Metrics pass over entry {Sequence}: {Problem}")]
    private partial void LogSkipped(long sequence, string problem);
}
