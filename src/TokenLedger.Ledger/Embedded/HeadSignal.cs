namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// The durable head, and a way to wait for it to move. Costs the writer nothing while nobody waits, and next to nothing until
/// the head is where somebody waits for it.
/// </summary>
internal sealed class HeadSignal(LedgerHead head)
{
    private readonly Lock _gate = new();
    private LedgerHead _head = head;
    private TaskCompletionSource? _moved;
    private long _nearest = long.MaxValue;

    public LedgerHead Head => Volatile.Read(ref _head);

    public void Publish(LedgerHead head)
    {
        TaskCompletionSource? moved;
        lock (_gate)
        {
            Volatile.Write(ref _head, head);
            if (head.Size <= _nearest)
            {
                return;
            }

            moved = _moved;
            _moved = null;
            _nearest = long.MaxValue;
        }

        moved?.SetResult();
    }

    public async ValueTask WaitBeyondAsync(long size, CancellationToken cancellation)
    {
        while (true)
        {
            Task moved;
            lock (_gate)
            {
                if (_head.Size > size)
                {
                    return;
                }

                _moved ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                moved = _moved.Task;
                _nearest = Math.Min(_nearest, size);
            }

            await moved.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }
}
