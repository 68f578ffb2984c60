namespace TokenLedger.Reporting.Columns;

/// <summary>Dense numbers for groups, in the order of their first appearance.</summary>
internal sealed class GroupTable(int keys)
{
    private readonly NumberTable[] _values = [.. Enumerable.Range(0, keys).Select(_ => new NumberTable())];
    private readonly PairTable[] _pairs = [.. Enumerable.Range(0, Math.Max(0, keys - 1)).Select(_ => new PairTable())];

    /// <summary>Groups so far.</summary>
    public int Count =>
        keys switch
        {
            0 => 1,
            1 => _values[0].Count,
            _ => _pairs[^1].Count,
        };

    /// <summary>Numbers one key of a block of rows, joining it with those before.</summary>
    /// <param name="key">Which key, in order from 0.</param>
    /// <param name="values">Its values.</param>
    /// <param name="groups">The groups by the keys before; becomes those with this one.</param>
    public void Join(int key, ReadOnlySpan<long> values, Span<int> groups)
    {
        NumberTable numbers = _values[key];
        if (key == 0)
        {
            for (int i = 0; i < values.Length; i++)
            {
                groups[i] = numbers.Of(values[i]);
            }

            return;
        }

        PairTable pairs = _pairs[key - 1];
        for (int i = 0; i < values.Length; i++)
        {
            groups[i] = pairs.Of(groups[i], numbers.Of(values[i]));
        }
    }

    /// <summary>The values of a group's keys.</summary>
    public long[] KeysOf(int group)
    {
        long[] values = new long[keys];
        CopyKeys(group, values);
        return values;
    }

    /// <summary>Copies the values of a group's keys.</summary>
    public void CopyKeys(int group, Span<long> to)
    {
        for (int key = keys - 1; key > 0; key--)
        {
            (int before, int number) = _pairs[key - 1].At(group);
            to[key] = _values[key].At(number);
            group = before;
        }

        if (keys > 0)
        {
            to[0] = _values[0].At(group);
        }
    }

    /// <summary>Forgets all groups.</summary>
    public void Clear()
    {
        foreach (NumberTable values in _values)
        {
            values.Clear();
        }

        foreach (PairTable pairs in _pairs)
        {
            pairs.Clear();
        }
    }
}

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

/// <summary>Dense numbers for pairs of numbers: an open table of powers of two, probed linearly.</summary>
internal sealed class PairTable
{
    private readonly List<ulong> _pairs = [];
    private int[] _numbers = new int[1024];

    public int Count => _pairs.Count;

    public int Of(int left, int right)
    {
        ulong pair = ((ulong)(uint)left << 32) | (uint)right;
        int place = PlaceOf(pair);
        if (_numbers[place] == 0)
        {
            _pairs.Add(pair);
            _numbers[place] = _pairs.Count;
            if (_pairs.Count * 2 > _numbers.Length)
            {
                Grow();
            }

            return _pairs.Count - 1;
        }

        return _numbers[place] - 1;
    }

    public (int Left, int Right) At(int number) => ((int)(_pairs[number] >> 32), (int)_pairs[number]);

    public void Clear()
    {
        _pairs.Clear();
        Array.Clear(_numbers);
    }

    private int PlaceOf(ulong pair)
    {
        int mask = _numbers.Length - 1;
        int place = (int)((pair * 0x9E3779B97F4A7C15) >> 32) & mask;
        while (_numbers[place] is var number and not 0 && _pairs[number - 1] != pair)
        {
            place = (place + 1) & mask;
        }

        return place;
    }

    private void Grow()
    {
        _numbers = new int[_numbers.Length * 2];
        for (int i = 0; i < _pairs.Count; i++)
        {
            _numbers[PlaceOf(_pairs[i])] = i + 1;
        }
    }
}
