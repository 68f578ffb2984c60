namespace TokenLedger.Reporting.Projections;

/// <summary>A position that others can wait for.</summary>
internal sealed class Advance : IProgress<long>
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _position;

    public long Position => Volatile.Read(ref _position);

    public void Report(long value)
    {
        TaskCompletionSource moved;
        lock (_gate)
        {
            Volatile.Write(ref _position, value);
            moved = _moved;
            _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        moved.SetResult();
    }

    /// <summary>Completes when somebody waits for a position not yet reached, or after <paramref name="most"/>.</summary>
    public async Task WhenWantedAsync(TimeSpan most, TimeProvider time, CancellationToken cancellation)
    {
        Task wanted;
        lock (_gate)
        {
            wanted = _wanted.Task;
        }

        try
        {
            await wanted.WaitAsync(most, time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return;
        }

        lock (_gate)
        {
            _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public async Task<bool> WaitForAsync(
        long position,
        TimeSpan timeout,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        using CancellationTokenSource limit = new(timeout, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        while (true)
        {
            Task moved;
            lock (_gate)
            {
                moved = _moved.Task;
            }

            if (Position >= position)
            {
                return true;
            }

            lock (_gate)
            {
                _wanted.TrySetResult();
            }

            try
            {
                await moved.WaitAsync(both.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return Position >= position;
            }
        }
    }
}
