namespace TokenLedger.Reporting.Columns;

/// <summary>One thread's part of a scan: reads chunks block by block and keeps its own groups.</summary>
internal sealed class ScanWorker
{
    /// <summary>Rows at once: the values of a column in a block fit the first cache.</summary>
    private const int BlockRows = 2048;

    /// <summary>
    /// Values of a set that are told apart. Further ones share the last bit, so that a set may then name too many, never
    /// too few.
    /// </summary>
    public const int MostMembers = 62;

    private readonly ScanQuery _query;
    private readonly int _measures;
    private readonly GroupTable _groups;
    private readonly NumberTable _members = new();
    private readonly long[] _values = new long[BlockRows];
    private readonly long[] _statuses = new long[BlockRows];
    private readonly int[] _rows = new int[BlockRows];
    private readonly int[] _groupOf = new int[BlockRows];
    private readonly int[] _places = new int[BlockRows];

    // The sums of one group side by side: a row touches one place in memory, however many measures there are.
    private long[] _sums;

    // What a sum can be at most after the rows read so far: while that fits, adding needs no check.
    private readonly UInt128[] _largest;

    public ScanWorker(ScanQuery query)
    {
        _query = query;
        _measures = query.Measures.Count;
        _groups = new GroupTable(query.Keys.Count);
        _sums = new long[Math.Max(1, _measures) * 16];
        _largest = new UInt128[_measures];
    }

    /// <summary>Adds the rows of a chunk that the question is about.</summary>
    public void Read(Chunk chunk)
    {
        int rows = chunk.RowsBefore(_query.Before);
        if (rows == 0 || IsOutside(chunk))
        {
            return;
        }

        NoteLargest(chunk, rows);
        bool inside = IsInside(chunk);
        for (int from = 0; from < rows; from += BlockRows)
        {
            ReadBlock(chunk, from, Math.Min(BlockRows, rows - from), inside);
        }
    }

    /// <summary>Groups found so far.</summary>
    public int Groups => _groups.Count;

    /// <summary>Adds the groups of a part of the rows that was read elsewhere.</summary>
    /// <param name="part">The part, of the same question.</param>
    /// <param name="period">What stands for its keys that are periods; null when they are as they should be.</param>
    public void Merge(PartialSums part, long? period)
    {
        int keys = _query.Keys.Count;
        Span<int> group = stackalloc int[1];
        Span<long> value = stackalloc long[1];
        long[] bits = [.. part.Members.Select(BitOf)];
        for (int theirs = 0; theirs < part.Groups; theirs++)
        {
            group[0] = 0;
            for (int key = 0; key < keys; key++)
            {
                bool isPeriod = period is not null && _query.Keys[key].IsPeriods;
                value[0] = isPeriod ? period!.Value : part.Keys[(theirs * keys) + key];
                _groups.Join(key, value, group);
            }

            MakeRoom();
            Merge(part, bits, theirs * _measures, group[0] * _measures);
        }
    }

    /// <summary>What was read so far, for merging elsewhere.</summary>
    public PartialSums Part()
    {
        MakeRoom();
        int keys = _query.Keys.Count;
        long[] values = new long[_groups.Count * keys];
        for (int group = 0; group < _groups.Count; group++)
        {
            _groups.CopyKeys(group, values.AsSpan(group * keys, keys));
        }

        return new(_groups.Count, values, _sums.AsSpan(0, _groups.Count * _measures).ToArray(), _members.ToArray());
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

    private void Merge(PartialSums part, long[] bits, int theirs, int ours)
    {
        for (int measure = 0; measure < _measures; measure++)
        {
            long sum = part.Sums[theirs + measure];
            ref long own = ref _sums[ours + measure];
            own = _query.Measures[measure].Kind switch
            {
                MeasureKind.Set => own | Translated(bits, sum),
                MeasureKind.Least => Lesser(own, sum),
                MeasureKind.Most => Math.Max(own, sum),
                _ => checked(own + sum),
            };
        }
    }

    /// <summary>A set in the numbers of this worker.</summary>
    private static long Translated(long[] bits, long set)
    {
        long own = 0;
        for (int i = 0; i < bits.Length; i++)
        {
            own |= (set >> Math.Min(i, MostMembers) & 1) != 0 ? bits[i] : 0;
        }

        return own;
    }

    private long BitOf(long member) => 1L << Math.Min(_members.Of(member), MostMembers);

    /// <summary>Notes how large sums can be with a chunk's rows, which is how adding knows when it must look out.</summary>
    public void NoteLargest(Chunk chunk, int rows)
    {
        for (int measure = 0; measure < _measures; measure++)
        {
            (long least, long most) = chunk.Bounds(_query.Measures[measure].Column);
            Int128 largest = Int128.Max(Int128.Abs(least), Int128.Abs(most));
            _largest[measure] += (UInt128)(largest * rows);
        }
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

        foreach (ScanFilter filter in _query.Where)
        {
            ReadOnlySpan<long> values = KeyValues(chunk, filter.Key, from, count, count, all: true);
            int left = 0;
            for (int i = 0; i < kept; i++)
            {
                int row = all ? i : _rows[i];
                _rows[left] = row;
                left += Holds(filter, values[row]) ? 1 : 0;
            }

            kept = left;
            all = false;
        }

        return kept;
    }

    /// <summary>Whether a condition keeps a row of this value.</summary>
    public static bool Holds(ScanFilter filter, long value)
    {
        IReadOnlyList<long> values = filter.Values;
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i] == value)
            {
                return !filter.Excludes;
            }
        }

        return filter.Excludes;
    }

    /// <summary>The values of a key in the rows kept.</summary>
    private ReadOnlySpan<long> KeyValues(Chunk chunk, ScanKey key, int from, int count, int kept, bool all)
    {
        Span<long> values = _values.AsSpan(0, count);
        int? column =
            key.Column >= 0 ? key.Column
            : key.Starts is not null ? (int)_query.Instant
            : chunk.ColumnOfTag(key.Tag);
        if (column is null)
        {
            values.Clear();
            return values[..kept];
        }

        values = values[..kept];
        if (all)
        {
            chunk.Read(column.Value, from, values);
        }
        else
        {
            chunk.Gather(column.Value, from, _rows.AsSpan(0, kept), values);
        }

        if (key.Starts is { } starts)
        {
            ToBands(values, starts);
        }

        return values;
    }

    private static void ToBands(Span<long> values, long[] starts)
    {
        int last = 0;
        for (int i = 0; i < values.Length; i++)
        {
            // Neighbours mostly share a period.
            bool same = starts[last] <= values[i] && (last + 1 == starts.Length || values[i] < starts[last + 1]);
            if (!same)
            {
                int found = Array.BinarySearch(starts, values[i]);
                last = found >= 0 ? found : ~found - 1;
            }

            values[i] = last;
            last = Math.Max(0, last);
        }
    }

    private void Sum(Chunk chunk, int from, int count, int kept, bool all)
    {
        PlaceSums(kept);
        bool statusesRead = false;
        for (int measure = 0; measure < _measures; measure++)
        {
            Measure one = _query.Measures[measure];
            (long least, long most) = chunk.Bounds(one.Column);
            Share share = ShareOf(chunk, one.Statuses);
            if (share == Share.None || ((least, most) == (0, 0) && one.Kind != MeasureKind.Set))
            {
                continue;
            }

            if (one.Kind == MeasureKind.Set)
            {
                AddMembers(chunk, measure, from, count, kept, all);
            }
            else if (
                all
                && share == Share.All
                && one.Kind == MeasureKind.Sum
                && _largest[measure] <= (ulong)long.MaxValue
            )
            {
                AddAll(chunk, measure, from, kept);
            }
            else
            {
                if (share == Share.Some && !statusesRead)
                {
                    ReadKept(chunk, (int)Field.Status, _statuses, from, count, kept, all);
                    statusesRead = true;
                }

                ReadKept(chunk, one.Column, _values, from, count, kept, all);
                Span<long> values = _values.AsSpan(0, kept);
                KeepStatuses(values, share == Share.All ? Measure.Any : one.Statuses);
                Add(measure, one.Kind, values);
            }
        }
    }

    private void AddAll(Chunk chunk, int measure, int from, int count)
    {
        int column = _query.Measures[measure].Column;
        if (_query.Keys.Count == 0)
        {
            _sums[measure] += chunk.Total(column, from, count);
        }
        else
        {
            chunk.Add(column, from, _places.AsSpan(0, count), _sums.AsSpan(measure));
        }
    }

    /// <summary>Where the sums of each row's group begin.</summary>
    private void PlaceSums(int kept)
    {
        for (int i = 0; i < kept; i++)
        {
            _places[i] = _groupOf[i] * _measures;
        }
    }

    /// <summary>How many rows of a chunk have one of the statuses, as far as the smallest and largest tell.</summary>
    private static Share ShareOf(Chunk chunk, int statuses)
    {
        if (statuses == Measure.Any)
        {
            return Share.All;
        }

        (long least, long most) = chunk.Bounds((int)Field.Status);
        int among = ((1 << ((int)most + 1)) - 1) & ~((1 << (int)least) - 1);
        return (statuses & among) == 0 ? Share.None
            : (statuses & among) == among ? Share.All
            : Share.Some;
    }

    private enum Share
    {
        None,
        Some,
        All,
    }

    private void ReadKept(Chunk chunk, int column, long[] to, int from, int count, int kept, bool all)
    {
        if (all)
        {
            chunk.Read(column, from, to.AsSpan(0, count));
        }
        else
        {
            chunk.Gather(column, from, _rows.AsSpan(0, kept), to);
        }
    }

    /// <summary>Makes zeros of the values of rows that do not count.</summary>
    private void KeepStatuses(Span<long> values, int statuses)
    {
        if (statuses == Measure.Any)
        {
            return;
        }

        ReadOnlySpan<long> of = _statuses.AsSpan(0, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] &= -(statuses >> (int)of[i] & 1L);
        }
    }

    private void AddMembers(Chunk chunk, int measure, int from, int count, int kept, bool all)
    {
        int column = _query.Measures[measure].Column;
        (long least, long most) = chunk.Bounds(column);
        if (least == most)
        {
            long bit = BitOf(least);
            for (int i = 0; i < kept; i++)
            {
                _sums[_places[i] + measure] |= bit;
            }

            return;
        }

        ReadKept(chunk, column, _values, from, count, kept, all);
        for (int i = 0; i < kept; i++)
        {
            _sums[_places[i] + measure] |= BitOf(_values[i]);
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
