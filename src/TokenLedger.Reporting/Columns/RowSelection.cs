namespace TokenLedger.Reporting.Columns;

/// <summary>Finds the rows of a block that a question is about. One for each thread.</summary>
internal sealed class RowSelection
{
    /// <summary>Rows at once: the values of a column in a block fit the first cache.</summary>
    public const int BlockRows = 2048;

    private readonly ScanQuery _query;
    private readonly ValueTest[] _tests;
    private readonly long[] _values = new long[BlockRows];
    private readonly int[] _rows = new int[BlockRows];
    private readonly GroupTest? _only;

    public RowSelection(ScanQuery query)
    {
        _query = query;
        _tests = [.. query.Where.Select(filter => new ValueTest(filter))];
        _only = query.Only is { } only ? new(only, query.Keys.Count) : null;
    }

    /// <summary>The rows found, counted from the block's first, ascending; not filled when all are.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Kept);

    /// <summary>How many were found.</summary>
    public int Kept { get; private set; }

    /// <summary>Whether every row of the block is meant.</summary>
    public bool All { get; private set; }

    /// <summary>Whether no row of a chunk can be meant: outside the window, or of none of the values asked for.</summary>
    public bool IsOutside(Chunk chunk)
    {
        (long least, long most) = chunk.Bounds((int)_query.Instant);
        if (most < _query.From || least >= _query.To)
        {
            return true;
        }

        foreach (ScanFilter filter in _query.Where)
        {
            if (filter is { Excludes: false, Key: { Column: >= 0, Starts: null } })
            {
                (least, most) = chunk.Bounds(filter.Key.Column);
                if (filter.Values.All(value => value < least || value > most))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Looks at a block.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="from">The block's first row.</param>
    /// <param name="count">Its rows, at most <see cref="BlockRows"/>.</param>
    /// <returns>Whether any row is meant.</returns>
    public bool Find(Chunk chunk, int from, int count)
    {
        (Kept, All) = (count, true);
        (long least, long most) = chunk.Bounds((int)_query.Instant);
        if (least < _query.From || most >= _query.To)
        {
            KeepWindow(chunk, from, count);
        }

        for (int i = 0; i < _tests.Length && Kept > 0; i++)
        {
            Keep(_tests[i], chunk, from, count);
        }

        if (_only is not null && Kept > 0)
        {
            Keep(_only, chunk, from);
        }

        return Kept > 0;
    }

    /// <summary>Keeps of the rows found those with a value that is meant.</summary>
    public void Keep(Chunk chunk, int column, int from, Func<long, bool> isMeant)
    {
        Span<long> values = _values.AsSpan(0, Kept);
        Read(chunk, column, from, values);
        int left = 0;
        for (int i = 0; i < values.Length; i++)
        {
            _rows[left] = All ? i : _rows[i];
            left += isMeant(values[i]) ? 1 : 0;
        }

        (Kept, All) = (left, All && left == values.Length);
    }

    /// <summary>Reads a column of the rows found.</summary>
    public void Read(Chunk chunk, int column, int from, Span<long> to)
    {
        if (All)
        {
            chunk.Read(column, from, to[..Kept]);
        }
        else
        {
            chunk.Gather(column, from, _rows.AsSpan(0, Kept), to);
        }
    }

    /// <summary>Reads what a key of the question has for the rows found.</summary>
    public void Read(Chunk chunk, ScanKey key, int from, Span<long> to)
    {
        if (_query.ColumnOf(chunk, key) is not { } column)
        {
            to[..Kept].Clear();
            return;
        }

        Read(chunk, column, from, to);
        if (key.Starts is { } starts)
        {
            Bands.Place(to[..Kept], starts);
        }
    }

    private void KeepWindow(Chunk chunk, int from, int count)
    {
        Span<long> values = _values.AsSpan(0, count);
        chunk.Read((int)_query.Instant, from, values);
        long first = _query.From ?? long.MinValue;
        long end = _query.To ?? long.MaxValue;
        int kept = 0;
        for (int i = 0; i < values.Length; i++)
        {
            _rows[kept] = i;
            kept += values[i] >= first && values[i] < end ? 1 : 0;
        }

        (Kept, All) = (kept, kept == count);
    }

    private void Keep(ValueTest test, Chunk chunk, int from, int count)
    {
        int? column = _query.ColumnOf(chunk, test.Key);
        if (column is null || IsConstant(chunk, column.Value, test.Key))
        {
            long value = column is null ? 0 : chunk.Bounds(column.Value).Least;
            if (!test.Holds(value))
            {
                (Kept, All) = (0, count == 0);
            }

            return;
        }

        if (test.KeepsAll(chunk.Bounds(column.Value)))
        {
            return;
        }

        Span<long> values = _values.AsSpan(0, Kept);
        Read(chunk, column.Value, from, values);
        if (test.Key.Starts is { } starts)
        {
            Bands.Place(values, starts);
        }

        bool isBand = test.Key.Starts is not null;
        if (All && !isBand && test.Keep(values, chunk.Bounds(column.Value), _rows) is { } found)
        {
            (Kept, All) = (found, found == count);
            return;
        }

        int left = 0;
        for (int i = 0; i < values.Length; i++)
        {
            _rows[left] = All ? i : _rows[i];
            left += test.Holds(values[i]) ? 1 : 0;
        }

        (Kept, All) = (left, left == count);
    }

    /// <summary>Keeps the rows of the groups that are wanted.</summary>
    private void Keep(GroupTest test, Chunk chunk, int from)
    {
        int kept = Kept;
        for (int key = 0; key < _query.Keys.Count; key++)
        {
            Span<long> values = _values.AsSpan(0, kept);
            Read(chunk, _query.Keys[key], from, values);
            test.Take(key, values);
        }

        int left = 0;
        for (int i = 0; i < kept; i++)
        {
            _rows[left] = All ? i : _rows[i];
            left += test.Holds(i) ? 1 : 0;
        }

        (Kept, All) = (left, All && left == kept);
    }

    private static bool IsConstant(Chunk chunk, int column, ScanKey key)
    {
        (long least, long most) = chunk.Bounds(column);
        return least == most && key.Starts is null;
    }
}
