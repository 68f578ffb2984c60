namespace TokenLedger.Reporting.Columns;

/// <summary>One thread's part of a scan: reads chunks block by block and keeps its own groups.</summary>
internal sealed partial class ScanWorker
{
    /// <summary>
    /// Values of a set that are told apart. Further ones share the last bit, so that a set may then name too many, never
    /// too few.
    /// </summary>
    public const int MostMembers = 62;

    private readonly ScanQuery _query;
    private readonly int _measures;
    private readonly GroupTable _groups;
    private readonly NumberTable _members = new();
    private readonly RowSelection _selection;
    private readonly StatusRows _statuses;
    private readonly long[] _values = new long[RowSelection.BlockRows];
    private readonly int[] _groupOf = new int[RowSelection.BlockRows];
    private readonly int[] _places = new int[RowSelection.BlockRows];

    // The sums of one group side by side: a row touches one place in memory, however many measures there are.
    private long[] _sums;

    // What a sum can be at most after the rows read so far: while that fits, adding needs no check.
    private readonly UInt128[] _largest;

    public ScanWorker(ScanQuery query)
    {
        _query = query;
        _measures = query.Measures.Count;
        _groups = new GroupTable(query.Keys.Count);
        _selection = new RowSelection(query);
        _statuses = new StatusRows(_selection);
        _sums = new long[Math.Max(1, _measures) * 16];
        _largest = new UInt128[_measures];
    }

    /// <summary>Groups found so far.</summary>
    public int Groups => _groups.Count;

    /// <summary>Adds the rows of a chunk that the question is about.</summary>
    public void Read(Chunk chunk)
    {
        int rows = chunk.RowsBefore(_query.Before);
        if (rows == 0 || _selection.IsOutside(chunk))
        {
            return;
        }

        NoteLargest(chunk, rows);
        for (int from = 0; from < rows; from += RowSelection.BlockRows)
        {
            if (_selection.Find(chunk, from, Math.Min(RowSelection.BlockRows, rows - from)))
            {
                ReadBlock(chunk, from);
            }
        }
    }

    /// <summary>Forgets what was read, for another part.</summary>
    public void Reset()
    {
        _sums.AsSpan(0, Math.Min(_sums.Length, _groups.Count * _measures)).Clear();
        _groups.Clear();
        _members.Clear();
        Array.Clear(_largest);
    }

    /// <summary>The groups found.</summary>
    public ScanResult Result()
    {
        MakeRoom();
        return new ScanResult(_groups, _members, _sums, _measures);
    }

    private long BitOf(long member) => 1L << Math.Min(_members.Of(member), MostMembers);

    /// <summary>Notes how large sums can be with a chunk's rows, which is how adding knows when it must look out.</summary>
    private void NoteLargest(Chunk chunk, int rows)
    {
        for (int measure = 0; measure < _measures; measure++)
        {
            (long least, long most) = chunk.Bounds(_query.Measures[measure].Column);
            Int128 largest = Int128.Max(Int128.Abs(least), Int128.Abs(most));
            _largest[measure] += (UInt128)(largest * rows);
        }
    }

    /// <summary>Sums the rows of a block that were found.</summary>
    private void ReadBlock(Chunk chunk, int from)
    {
        int kept = _selection.Kept;
        int? one = Group(chunk, from, _groupOf.AsSpan(0, kept));
        MakeRoom();
        if (one is { } group)
        {
            _places.AsSpan(0, kept).Fill(group * _measures);
        }
        else
        {
            for (int i = 0; i < kept; i++)
            {
                _places[i] = _groupOf[i] * _measures;
            }
        }

        _statuses.Begin(chunk, from);
        for (int measure = 0; measure < _measures; measure++)
        {
            Sum(chunk, from, measure, one);
        }
    }

    /// <summary>Finds the group of each row.</summary>
    /// <returns>The group, when all are of one: then <paramref name="groups"/> is not filled.</returns>
    private int? Group(Chunk chunk, int from, Span<int> groups)
    {
        int? one = 0;
        Span<long> values = _values.AsSpan(0, groups.Length);
        for (int key = 0; key < _query.Keys.Count; key++)
        {
            long? same = _query.ConstantOf(chunk, _query.Keys[key]);
            if (same is null)
            {
                _selection.Read(chunk, _query.Keys[key], from, values);
                same = values.IndexOfAnyExcept(values[0]) < 0 ? values[0] : null;
            }

            if (one is { } before && same is { } value)
            {
                Span<int> joined = [before];
                _groups.Join(key, [value], joined);
                one = joined[0];
                continue;
            }

            if (one is { } shared)
            {
                groups.Fill(shared);
                one = null;
            }

            if (same is { } repeated)
            {
                values.Fill(repeated);
            }

            _groups.Join(key, values, groups);
        }

        return one;
    }

    private void Sum(Chunk chunk, int from, int measure, int? one)
    {
        Measure asked = _query.Measures[measure];
        (long least, long most) = chunk.Bounds(asked.Column);
        StatusShare share = StatusRows.ShareOf(chunk, asked.Statuses);
        if (share == StatusShare.None || ((least, most) == (0, 0) && asked.Kind != MeasureKind.Set))
        {
            return;
        }

        bool isPlain = _selection.All && asked.Kind == MeasureKind.Sum && _largest[measure] <= (ulong)long.MaxValue;
        if (asked.Kind == MeasureKind.Set)
        {
            AddMembers(chunk, measure, from);
        }
        else if (isPlain && share == StatusShare.All)
        {
            AddAll(chunk, measure, from, one);
        }
        else if (isPlain)
        {
            AddOfStatuses(chunk, measure, from, one);
        }
        else
        {
            Span<long> values = _values.AsSpan(0, _selection.Kept);
            _selection.Read(chunk, asked.Column, from, values);
            _statuses.Keep(values, share == StatusShare.All ? Measure.Any : asked.Statuses);
            Add(measure, asked.Kind, values);
        }
    }

    private void AddAll(Chunk chunk, int measure, int from, int? one)
    {
        int column = _query.Measures[measure].Column;
        if (one is { } group)
        {
            _sums[(group * _measures) + measure] += chunk.Total(column, from, _selection.Kept);
        }
        else
        {
            chunk.Add(column, from, _places.AsSpan(0, _selection.Kept), _sums.AsSpan(measure));
        }
    }

    /// <summary>
    /// Adds the values of rows of some statuses: those that are fewer are looked at one by one, be it to add them or to
    /// take them off the sum of all.
    /// </summary>
    private void AddOfStatuses(Chunk chunk, int measure, int from, int? one)
    {
        Measure asked = _query.Measures[measure];
        ReadOnlySpan<int> rows = _statuses.Fewer(asked.Statuses, out bool areOthers);
        if (areOthers)
        {
            AddAll(chunk, measure, from, one);
        }

        Span<long> values = _values.AsSpan(0, rows.Length);
        chunk.Gather(asked.Column, from, rows, values);
        for (int i = 0; i < rows.Length; i++)
        {
            _sums[_places[rows[i]] + measure] += areOthers ? -values[i] : values[i];
        }
    }

    private void AddMembers(Chunk chunk, int measure, int from)
    {
        int column = _query.Measures[measure].Column;
        (long least, long most) = chunk.Bounds(column);
        Span<long> values = _values.AsSpan(0, _selection.Kept);
        if (least == most)
        {
            long bit = BitOf(least);
            for (int i = 0; i < values.Length; i++)
            {
                _sums[_places[i] + measure] |= bit;
            }

            return;
        }

        _selection.Read(chunk, column, from, values);
        for (int i = 0; i < values.Length; i++)
        {
            _sums[_places[i] + measure] |= BitOf(values[i]);
        }
    }

    private void Add(int measure, MeasureKind kind, ReadOnlySpan<long> values)
    {
        ReadOnlySpan<int> places = _places.AsSpan(0, values.Length);
        if (kind != MeasureKind.Sum)
        {
            AddExtremes(measure, kind, values);
            return;
        }

        if (_largest[measure] <= (ulong)long.MaxValue)
        {
            TypedValues.Add(values, 0, places, _sums.AsSpan(measure));
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            ref long sum = ref _sums[places[i] + measure];
            sum = checked(sum + values[i]);
        }
    }

    private void AddExtremes(int measure, MeasureKind kind, ReadOnlySpan<long> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            ref long own = ref _sums[_places[i] + measure];
            own = kind == MeasureKind.Least ? Lesser(own, values[i]) : Math.Max(own, values[i]);
        }
    }

    /// <summary>The lesser of two values, 0 being none.</summary>
    private static long Lesser(long left, long right) =>
        left == 0 ? right
        : right == 0 ? left
        : Math.Min(left, right);

    private void MakeRoom()
    {
        long needed = (long)_groups.Count * _measures;
        if (_sums.Length < needed)
        {
            Array.Resize(ref _sums, checked((int)Math.Max(needed, _sums.Length * 2L)));
        }
    }
}
