namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Dense numbers for non-negative values (-1 too): a plain array, because names are numbered densely. Values that are few
/// and far apart, such as the numbers of corrected calls, stand in a dictionary.
/// </summary>
internal sealed class NumberTable
{
    /// <summary>Places of the array that are always worth it: 4 MiB.</summary>
    private const long FewPlaces = 1 << 20;

    /// <summary>Most places of the array: 64 MiB.</summary>
    private const long MostPlaces = 1 << 24;

    /// <summary>Places for each value that are worth it.</summary>
    private const long PlacesPerValue = 64;

    private readonly List<long> _values = [];
    private readonly Dictionary<long, int> _sparse = [];
    private int[] _numbers = new int[64];

    public int Count => _values.Count;

    public int Of(long value)
    {
        long place = value + 1;
        if (place >= _numbers.Length)
        {
            return OfFar(value);
        }

        int number = _numbers[place];
        if (number == 0)
        {
            _values.Add(value);
            _numbers[place] = number = _values.Count;
        }

        return number - 1;
    }

    public long At(int number) => _values[number];

    public long[] ToArray() => [.. _values];

    public void Clear()
    {
        foreach (long value in _values)
        {
            if (value + 1 < _numbers.Length)
            {
                _numbers[value + 1] = 0;
            }
        }

        _values.Clear();
        _sparse.Clear();
    }

    private int OfFar(long value)
    {
        if (_sparse.TryGetValue(value, out int number))
        {
            return number;
        }

        if (value + 1 < Math.Clamp(_values.Count * PlacesPerValue, FewPlaces, MostPlaces))
        {
            Grow(value + 1);
            return Of(value);
        }

        _sparse.Add(value, number = _values.Count);
        _values.Add(value);
        return number;
    }

    /// <summary>Makes the array larger, and moves there what has a place in it now.</summary>
    private void Grow(long place)
    {
        Array.Resize(ref _numbers, (int)Math.Max(place + 1, _numbers.Length * 2L));
        foreach ((long value, int number) in _sparse)
        {
            if (value + 1 < _numbers.Length)
            {
                _numbers[value + 1] = number + 1;
                _sparse.Remove(value);
            }
        }
    }
}
