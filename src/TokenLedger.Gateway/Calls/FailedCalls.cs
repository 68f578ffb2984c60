namespace TokenLedger.Gateway.Calls;

/// <summary>
/// The calls that have ended with a failed attempt: entries cannot tell that none follows, and who joins attempts to calls
/// would have to wait for as long as one may. Safe for several threads.
/// </summary>
public sealed class FailedCalls
{
    /// <summary>Most calls kept in mind; past that the oldest are forgotten, and waited for.</summary>
    public const int Most = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, int> _last = [];
    private readonly Queue<Guid> _oldest = [];
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the next call is noted.</summary>
    public Task Next
    {
        get
        {
            lock (_gate)
            {
                return _next.Task;
            }
        }
    }

    /// <summary>Notes a call that has ended.</summary>
    /// <param name="call">The call.</param>
    /// <param name="attempt">The number of its last attempt.</param>
    public void Note(Guid call, int attempt)
    {
        TaskCompletionSource next;
        lock (_gate)
        {
            _last[call] = attempt;
            _oldest.Enqueue(call);
            if (_oldest.Count > Most)
            {
                _last.Remove(_oldest.Dequeue());
            }

            (next, _next) = (_next, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        next.SetResult();
    }

    /// <summary>Whether a call is known to have ended with an attempt.</summary>
    public bool EndedWith(Guid call, int attempt)
    {
        lock (_gate)
        {
            return _last.TryGetValue(call, out int last) && last <= attempt;
        }
    }
}
