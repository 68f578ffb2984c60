namespace TokenLedger.Reporting.Columns;

/// <summary>One thread's part of a scan: reads chunks block by block and keeps its own groups.</summary>
internal sealed class ScanWorker
{
    /// <summary>Rows at once: the values of a column in a block fit the first cache.</summary>
    private const int BlockRows = 2048;

    private readonly ScanQuery _query;
    private readonly GroupTable _groups;
    private readonly long[][] _sums;
    private readonly long[] _values = new long[BlockRows];
    private readonly long[] _statuses = new long[BlockRows];
    private readonly int[] _rows = new int[BlockRows];
    private readonly int[] _groupOf = new int[BlockRows];

    public ScanWorker(ScanQuery query)
    {
        _query = query;
        _groups = new GroupTable(query.Keys.Count);
        _sums = [.. query.Measures.Select(_ => new long[16])];
    }

    /// <summary>Adds the rows of a chunk that the question is about.</summary>
    public void Read(Chunk chunk)
    {
        int rows = chunk.RowsBefore(_query.Before);
        if (rows == 0 || IsOutside(chunk))
        {
            return;
        }

        bool inside = IsInside(chunk);
        for (int from = 0; from < rows; from += BlockRows)
        {
            ReadBlock(chunk, from, Math.Min(BlockRows, rows - from), inside);
        }
    }

    /// <summary>Adds another thread's groups.</summary>
    public void Merge(ScanWorker other)
    {
        Span<int> group = stackalloc int[1];
        for (int theirs = 0; theirs < other._groups.Count; theirs++)
        {
            long[] keys = other._groups.KeysOf(theirs);
            group[0] = 0;
            for (int key = 0; key < keys.Length; key++)
            {
                _groups.Join(key, keys.AsSpan(key, 1), group);
            }

            MakeRoom();
            for (int measure = 0; measure < _sums.Length; measure++)
            {
                if (theirs < other._sums[measure].Length)
                {
                    _sums[measure][group[0]] = checked(_sums[measure][group[0]] + other._sums[measure][theirs]);
                }
            }
        }
    }

    /// <summary>The groups found.</summary>
    public List<ScanGroup> Groups()
    {
        MakeRoom();
        List<ScanGroup> groups = new(_groups.Count);
        for (int group = 0; group < _groups.Count; group++)
        {
            groups.Add(new(_groups.KeysOf(group), [.. _sums.Select(sums => sums[group])]));
        }

        return groups;
    }

    private bool IsOutside(Chunk chunk)
    {
        (long least, long most) = chunk.Bounds((int)_query.Instant);
        return most < _query.From || least >= _query.To;
    }

    private bool IsInside(Chunk chunk)
    {
        (long least, long most) = chunk.Bounds((int)_query.Instant);
        return !(least < _query.From) && !(most >= _query.To);
    }

    private void ReadBlock(Chunk chunk, int from, int count, bool inside)
    {
        int kept = Select(chunk, from, count, inside);
        if (kept == 0)
        {
            return;
        }

        bool all = kept == count;
        Span<int> groups = _groupOf.AsSpan(0, kept);
        groups.Clear();
        for (int key = 0; key < _query.Keys.Count; key++)
        {
            _groups.Join(key, KeyValues(chunk, _query.Keys[key], from, count, kept, all), groups);
        }

        MakeRoom();
        Sum(chunk, from, count, kept, all);
    }

    /// <summary>Finds the rows of a block that are in the window and have the values asked for.</summary>
    private int Select(Chunk chunk, int from, int count, bool inside)
    {
        int kept = count;
        bool all = true;
        if (!inside)
        {
            chunk.Read((int)_query.Instant, from, _values.AsSpan(0, count));
            long first = _query.From ?? long.MinValue;
            long end = _query.To ?? long.MaxValue;
            kept = 0;
            for (int i = 0; i < count; i++)
            {
                _rows[kept] = i;
                kept += _values[i] >= first && _values[i] < end ? 1 : 0;
            }

            all = false;
        }

        foreach ((ScanKey key, long wanted) in _query.Where)
        {
            ReadOnlySpan<long> values = KeyValues(chunk, key, from, count, count, all: true);
            int left = 0;
            for (int i = 0; i < kept; i++)
            {
                int row = all ? i : _rows[i];
                _rows[left] = row;
                left += values[row] == wanted ? 1 : 0;
            }

            kept = left;
            all = false;
        }

        return kept;
    }

    /// <summary>The values of a key in the rows kept.</summary>
    private ReadOnlySpan<long> KeyValues(Chunk chunk, ScanKey key, int from, int count, int kept, bool all)
    {
        Span<long> values = _values.AsSpan(0, count);
        int? column =
            key.Periods is not null ? (int)_query.Instant
            : key.Column >= 0 ? key.Column
            : chunk.ColumnOfTag(key.Tag);
        if (column is null)
        {
            values.Clear();
            return values[..kept];
        }

        chunk.Read(column.Value, from, values);
        if (!all)
        {
            Gather(values, kept);
        }

        values = values[..kept];
        if (key.Periods is { } periods)
        {
            ToPeriods(values, periods);
        }

        return values;
    }

    private void Gather(Span<long> values, int kept)
    {
        for (int i = 0; i < kept; i++)
        {
            values[i] = values[_rows[i]]; // rows ascend, so what is overwritten was read
        }
    }

    private static void ToPeriods(Span<long> instants, long[] starts)
    {
        int last = 0;
        for (int i = 0; i < instants.Length; i++)
        {
            // Neighbours mostly share a period.
            bool same = starts[last] <= instants[i] && (last + 1 == starts.Length || instants[i] < starts[last + 1]);
            if (!same)
            {
                int found = Array.BinarySearch(starts, instants[i]);
                last = found >= 0 ? found : ~found - 1;
            }

            instants[i] = last;
            last = Math.Max(0, last);
        }
    }

    private void Sum(Chunk chunk, int from, int count, int kept, bool all)
    {
        bool statusesRead = false;
        for (int measure = 0; measure < _sums.Length; measure++)
        {
            Measure one = _query.Measures[measure];
            if (chunk.Bounds((int)one.Field) is (0, 0))
            {
                continue;
            }

            if (one.Statuses != Measure.Any && !statusesRead)
            {
                chunk.Read((int)Field.Status, from, _statuses.AsSpan(0, count));
                if (!all)
                {
                    Gather(_statuses, kept);
                }

                statusesRead = true;
            }

            Span<long> values = _values.AsSpan(0, count);
            chunk.Read((int)one.Field, from, values);
            if (!all)
            {
                Gather(values, kept);
            }

            Add(_sums[measure], values[..kept], one.Statuses);
        }
    }

    private void Add(long[] sums, ReadOnlySpan<long> values, int statuses)
    {
        ReadOnlySpan<int> groups = _groupOf.AsSpan(0, values.Length);
        if (statuses == Measure.Any)
        {
            for (int i = 0; i < values.Length; i++)
            {
                ref long sum = ref sums[groups[i]];
                sum = checked(sum + values[i]);
            }

            return;
        }

        ReadOnlySpan<long> of = _statuses.AsSpan(0, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            if ((statuses >> (int)of[i] & 1) != 0)
            {
                ref long sum = ref sums[groups[i]];
                sum = checked(sum + values[i]);
            }
        }
    }

    private void MakeRoom()
    {
        for (int measure = 0; measure < _sums.Length; measure++)
        {
            if (_sums[measure].Length < _groups.Count)
            {
                Array.Resize(ref _sums[measure], Math.Max(_groups.Count, _sums[measure].Length * 2));
            }
        }
    }
}
