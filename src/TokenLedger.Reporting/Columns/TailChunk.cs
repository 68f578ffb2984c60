namespace TokenLedger.Reporting.Columns;

/// <summary>
/// The newest rows, in memory. One thread appends; what <see cref="Freeze"/> returned stays as it is, because rows are
/// only ever added behind those it shows.
/// </summary>
internal sealed class TailChunk : Chunk
{
    private const int FirstCapacity = 1024;

    private readonly List<long[]?> _columns = []; // null while a column has zeros only
    private readonly List<(long Least, long Most)> _bounds = [];
    private readonly List<long> _tags = [];
    private int _rows;
    private int _capacity = FirstCapacity;

    /// <summary>An empty one.</summary>
    public TailChunk()
    {
        for (int i = 0; i < ColumnLayout.Fixed; i++)
        {
            AddColumn();
        }
    }

    private TailChunk(TailChunk other)
    {
        _columns.AddRange(other._columns);
        _bounds.AddRange(other._bounds);
        _tags.AddRange(other._tags);
        _rows = other._rows;
        _capacity = other._capacity;
    }

    /// <inheritdoc/>
    public override int Rows => _rows;

    /// <inheritdoc/>
    public override IReadOnlyList<long> Tags => _tags;

    /// <inheritdoc/>
    public override (long Least, long Most) Bounds(int column) => _bounds[column];

    /// <inheritdoc/>
    public override void Read(int column, int from, Span<long> to)
    {
        if (_columns[column] is { } values)
        {
            values.AsSpan(from, to.Length).CopyTo(to);
        }
        else
        {
            to.Clear();
        }
    }

    /// <inheritdoc/>
    public override void Gather(int column, int from, ReadOnlySpan<int> rows, Span<long> to)
    {
        if (_columns[column] is { } values)
        {
            TypedValues.Gather<long>(values.AsSpan(from), 0, rows, to);
        }
        else
        {
            to[..rows.Length].Clear();
        }
    }

    /// <inheritdoc/>
    public override void Add(int column, int from, ReadOnlySpan<int> places, Span<long> sums)
    {
        if (_columns[column] is { } values)
        {
            TypedValues.Add<long>(values.AsSpan(from, places.Length), 0, places, sums);
        }
    }

    /// <inheritdoc/>
    public override long Total(int column, int from, int count) =>
        _columns[column] is { } values ? TypedValues.Total(values.AsSpan(from, count)) : 0;

    /// <summary>The rows there are now.</summary>
    public TailChunk Freeze() => new(this);

    /// <summary>Appends a row.</summary>
    /// <param name="fixedValues">Fields and dimensions.</param>
    /// <param name="tags">Numbers of names and values of tags, each name once.</param>
    public void Add(ReadOnlySpan<long> fixedValues, IReadOnlyList<KeyValuePair<long, long>> tags)
    {
        if (_rows == _capacity)
        {
            Grow();
        }

        for (int i = 0; i < fixedValues.Length; i++)
        {
            Set(i, fixedValues[i]);
        }

        for (int i = ColumnLayout.Fixed; i < _columns.Count; i++)
        {
            Set(i, 0);
        }

        foreach ((long name, long value) in tags)
        {
            Set(ColumnOfTag(name) ?? AddTag(name), value);
        }

        _rows++;
    }

    private int AddTag(long name)
    {
        _tags.Add(name);
        AddColumn();
        return _columns.Count - 1;
    }

    private void AddColumn()
    {
        _columns.Add(null);
        _bounds.Add(_rows == 0 ? (long.MaxValue, long.MinValue) : (0, 0));
    }

    private void Set(int column, long value)
    {
        if (value != 0)
        {
            (_columns[column] ??= new long[_capacity])[_rows] = value;
        }

        (long least, long most) = _bounds[column];
        _bounds[column] = (Math.Min(least, value), Math.Max(most, value));
    }

    // Readers hold the old arrays, so they are copied and not resized in place.
    private void Grow()
    {
        _capacity *= 2;
        for (int i = 0; i < _columns.Count; i++)
        {
            if (_columns[i] is { } values)
            {
                long[] larger = new long[_capacity];
                values.AsSpan(0, _rows).CopyTo(larger);
                _columns[i] = larger;
            }
        }
    }
}
