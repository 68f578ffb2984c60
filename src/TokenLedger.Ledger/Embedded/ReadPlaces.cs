namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// Where those who follow the log read on: whoever reads from the place where a read ended is taken for the same one. So it
/// is known, without anybody having to say, which entries nobody will ask for again. Not thread-safe.
/// </summary>
internal sealed class ReadPlaces
{
    /// <summary>Most places kept; a gateway has half a dozen followers.</summary>
    public const int Most = 64;

    private readonly List<long> _places = [];

    /// <summary>The place furthest behind; null while nobody reads.</summary>
    public long? Last
    {
        get
        {
            long? last = null;
            foreach (long place in _places)
            {
                last = last < place ? last : place;
            }

            return last;
        }
    }

    /// <summary>Somebody has read.</summary>
    /// <param name="from">From this entry on.</param>
    /// <param name="to">Up to this one, which is where it will read on.</param>
    public void Move(long from, long to)
    {
        int at = _places.IndexOf(from);
        if (at >= 0)
        {
            _places[at] = to;
        }
        else if (_places.Count < Most)
        {
            _places.Add(to);
        }
    }

    /// <summary>Lets go of places before an entry: what they wait for is not kept any more.</summary>
    public void Forget(long before)
    {
        for (int i = _places.Count - 1; i >= 0; i--)
        {
            if (_places[i] < before)
            {
                _places.RemoveAt(i);
            }
        }
    }
}
