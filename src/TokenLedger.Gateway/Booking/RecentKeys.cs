namespace TokenLedger.Gateway.Booking;

/// <summary>A set of bounded size that forgets the oldest first. Not for several threads.</summary>
/// <param name="most">Most keys held.</param>
internal sealed class RecentKeys(int most)
{
    private readonly HashSet<UInt128> _held = [];
    private readonly Queue<UInt128> _order = new();

    /// <summary>Keys held.</summary>
    public int Count => _held.Count;

    /// <summary>The keys, oldest first.</summary>
    public IEnumerable<UInt128> InOrder => _order.Where(_held.Contains).Distinct();

    /// <summary>Whether a key is held.</summary>
    public bool Contains(UInt128 key) => _held.Contains(key);

    /// <summary>Holds a key.</summary>
    public void Add(UInt128 key)
    {
        if (!_held.Add(key))
        {
            return;
        }

        _order.Enqueue(key);
        while (_order.Count > most)
        {
            _held.Remove(_order.Dequeue());
        }
    }

    /// <summary>Lets go of a key.</summary>
    public void Remove(UInt128 key) => _held.Remove(key);
}
