namespace TokenLedger.Reporting.Columns;

/// <summary>Dense numbers for non-negative values (-1 too): a plain array, because names are numbered densely.</summary>
internal sealed class NumberTable
{
    /// <summary>Values from here on, which are no names but measured, stand in a dictionary: 64 MiB of array is enough.</summary>
    private const long FirstSparse = 1 << 24;

    private readonly List<long> _values = [];
    private readonly Dictionary<long, int> _sparse = [];
    private int[] _numbers = new int[64];

    public int Count => _values.Count;

    public int Of(long value)
    {
        long place = value + 1;
        if (place >= FirstSparse)
        {
            return OfSparse(value);
        }

        if (place >= _numbers.Length)
        {
            Array.Resize(ref _numbers, (int)Math.Max(place + 1, _numbers.Length * 2L));
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
            if (value + 1 < FirstSparse)
            {
                _numbers[value + 1] = 0;
            }
        }

        _values.Clear();
        _sparse.Clear();
    }

    private int OfSparse(long value)
    {
        if (!_sparse.TryGetValue(value, out int number))
        {
            _sparse.Add(value, number = _values.Count);
            _values.Add(value);
        }

        return number;
    }
}
