namespace TokenLedger.Gateway.Calls;

/// <summary>
/// The calls under way, and how they are told to stop: first no new ones are taken, then, when the drain is over, those
/// still open are cut.
/// </summary>
public sealed class OpenCalls : IDisposable
{
    private readonly CancellationTokenSource _cut = new();
    private readonly Lock _ending = new();
    private int _open;
    private volatile bool _stopping;
    private bool _disposed;

    /// <summary>Calls under way.</summary>
    public int Count => Volatile.Read(ref _open);

    /// <summary>Is told of calls that end with a failed attempt; null when nobody asks.</summary>
    public FailedCalls? Failed { get; init; }

    /// <summary>Whether new calls are refused.</summary>
    public bool IsStopping => _stopping;

    /// <summary>Cancelled when open calls must end now.</summary>
    public CancellationToken Cut => _cut.Token;

    /// <summary>Counts a call in. False when the gateway is stopping.</summary>
    public bool TryEnter()
    {
        Interlocked.Increment(ref _open);
        if (!_stopping)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <summary>Counts a call out.</summary>
    public void Leave() => Interlocked.Decrement(ref _open);

    /// <summary>Takes no new calls; cuts the open ones after <paramref name="drain"/>. Does nothing more once disposed.</summary>
    public void Stop(TimeSpan drain)
    {
        _stopping = true;
        lock (_ending)
        {
            if (_disposed)
            {
                return;
            }

            if (Count == 0)
            {
                _cut.Cancel();
            }
            else
            {
                _cut.CancelAfter(drain);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_ending)
        {
            _disposed = true;
            _cut.Dispose();
        }
    }
}
