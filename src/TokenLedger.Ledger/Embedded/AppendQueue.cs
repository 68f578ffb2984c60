using System.Collections.Concurrent;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// The bounded way from many callers to the one writer. A caller without a place waits; nothing is ever dropped. The
/// writer takes everything that waits: while it syncs, the next batch gathers, which is group commit without a timer.
/// </summary>
internal sealed class AppendQueue : IDisposable
{
    /// <summary>Most appends between a caller and stable storage.</summary>
    public const int Places = 4096;

    /// <summary>Most times the writer lets others run before it takes what waits.</summary>
    private const int MostTurns = 4;

    private readonly SemaphoreSlim _places = new(Places);
    private readonly ConcurrentQueue<PendingAppend> _idle = new();
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wake = new(false);
    private List<PendingAppend> _waiting = [];
    private List<Action> _errands = [];
    private bool _writerSleeps;
    private bool _closed;

    /// <summary>Takes a place if one is free.</summary>
    public PendingAppend? TryRent() => _places.Wait(0, CancellationToken.None) ? Idle() : null;

    /// <summary>Waits for a place.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; nothing was taken.</exception>
    public async ValueTask<PendingAppend> RentAsync(CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation).ConfigureAwait(false);
        return Idle();
    }

    /// <summary>Hands an append to the writer.</summary>
    /// <returns>False when the queue is closed; then the caller keeps it and must return it.</returns>
    public bool Add(PendingAppend append)
    {
        bool wake;
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _waiting.Add(append);
            wake = _writerSleeps;
            _writerSleeps = false;
        }

        if (wake)
        {
            _wake.Set();
        }

        return true;
    }

    /// <summary>Has the writer do something between two commits.</summary>
    /// <returns>False when the queue is closed; then it is never done.</returns>
    public bool Add(Action errand)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _errands.Add(errand);
        }

        _wake.Set();
        return true;
    }

    /// <summary>Gives the place of a finished append back.</summary>
    public void Return(PendingAppend append)
    {
        append.Clear();
        // A buffer that a far too large entry has blown up is left to the collector.
        if (append.Buffer.Capacity <= 2 * CanonicalEntry.MostBytes)
        {
            _idle.Enqueue(append);
        }

        _places.Release();
    }

    /// <summary>Takes everything that waits, in order; blocks while nothing does.</summary>
    /// <param name="batch">An empty list, exchanged for the full one.</param>
    /// <param name="errands">Likewise, what to do before.</param>
    /// <returns>False when the queue is closed and empty.</returns>
    public bool Take(ref List<PendingAppend> batch, ref List<Action> errands)
    {
        while (true)
        {
            Gather();
            lock (_gate)
            {
                if (_waiting.Count > 0 || _errands.Count > 0)
                {
                    (batch, _waiting) = (_waiting, batch);
                    (errands, _errands) = (_errands, errands);
                    return true;
                }

                if (_closed)
                {
                    return false;
                }

                _writerSleeps = true;
            }

            _wake.WaitOne();
        }
    }

    /// <summary>
    /// Lets callers that are ready to run append first, for as long as more of them do: on a busy core one commit then
    /// carries many, on an idle one this returns at once. A commit costs a device write, whatever it carries.
    /// </summary>
    private void Gather()
    {
        int seen = -1;
        for (int turn = 0; turn < MostTurns && Waiting > seen; turn++)
        {
            seen = Waiting;
            Thread.Yield();
        }
    }

    // Read without the lock: a hint only.
    private int Waiting => Volatile.Read(ref _waiting).Count;

    /// <summary>Refuses further appends; those taken are still written.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }

        _wake.Set();
    }

    public void Dispose()
    {
        _places.Dispose();
        _wake.Dispose();
    }

    private PendingAppend Idle() => _idle.TryDequeue(out PendingAppend? append) ? append : new PendingAppend(this);
}
