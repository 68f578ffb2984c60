namespace TokenLedger.Gateway.Calls;

/// <summary>
/// Answers that run in the background at the provider and whose usage is still to come: it is booked by the first read
/// that finds it, and never again. Kept in memory, the oldest given up first.
/// </summary>
internal sealed class PendingAnswers
{
    /// <summary>Most answers remembered.</summary>
    public const int Most = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<string> _order = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>Remembers an answer.</summary>
    public void Add(string responseId)
    {
        lock (_gate)
        {
            if (_ids.Add(responseId))
            {
                _order.Enqueue(responseId);
                if (_order.Count > Most)
                {
                    _ids.Remove(_order.Dequeue());
                }
            }
        }
    }

    /// <summary>Claims an answer: true once for each that was remembered.</summary>
    public bool TryTake(string responseId)
    {
        lock (_gate)
        {
            return _ids.Remove(responseId);
        }
    }
}
