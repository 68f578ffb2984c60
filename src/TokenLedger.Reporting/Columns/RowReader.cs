namespace TokenLedger.Reporting.Columns;

/// <summary>Takes one row.</summary>
/// <param name="values">The values of the columns asked for, in their order; valid during the call only.</param>
internal delegate void RowVisitor(ReadOnlySpan<long> values);

/// <summary>Reads single rows, in the order of their sequences: for what no sum over groups can tell.</summary>
internal sealed class RowReader
{
    private const int BlockRows = 2048;

    private readonly ScanQuery _query;
    private readonly ScanKey[] _columns;
    private readonly long[][] _blocks;
    private readonly long[] _values = new long[BlockRows];
    private readonly int[] _rows = new int[BlockRows];

    private RowReader(ScanQuery query, ScanKey[] columns)
    {
        (_query, _columns) = (query, columns);
        _blocks = [.. columns.Select(_ => new long[BlockRows])];
    }

    /// <summary>Reads the rows that a question is about.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="query">Window and conditions; its keys and measures are not looked at.</param>
    /// <param name="columns">What to read of each row: fields, dimensions, tags.</param>
    /// <param name="visit">Takes each row.</param>
    public static void Read(ColumnView view, ScanQuery query, ScanKey[] columns, RowVisitor visit)
    {
        RowReader reader = new(query, columns);
        foreach (Chunk chunk in view.Chunks)
        {
            reader.Read(chunk, visit);
        }
    }

    private void Read(Chunk chunk, RowVisitor visit)
    {
        int rows = chunk.RowsBefore(_query.Before);
        if (rows == 0 || IsOutside(chunk))
        {
            return;
        }

        for (int from = 0; from < rows; from += BlockRows)
        {
            ReadBlock(chunk, from, Math.Min(BlockRows, rows - from), visit);
        }
    }

    private void ReadBlock(Chunk chunk, int from, int count, RowVisitor visit)
    {
        int kept = Select(chunk, from, count);
        if (kept == 0)
        {
            return;
        }

        for (int i = 0; i < _columns.Length; i++)
        {
            ReadKey(chunk, _columns[i], from, _blocks[i].AsSpan(0, count));
        }

        Span<long> row = stackalloc long[_columns.Length];
        for (int k = 0; k < kept; k++)
        {
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = _blocks[i][_rows[k]];
            }

            visit(row);
        }
    }

    private int Select(Chunk chunk, int from, int count)
    {
        Span<long> values = _values.AsSpan(0, count);
        chunk.Read((int)_query.Instant, from, values);
        long first = _query.From ?? long.MinValue;
        long end = _query.To ?? long.MaxValue;
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            _rows[kept] = i;
            kept += values[i] >= first && values[i] < end ? 1 : 0;
        }

        foreach (ScanFilter filter in _query.Where)
        {
            if (kept == 0)
            {
                return 0;
            }

            ReadKey(chunk, filter.Key, from, values);
            int left = 0;
            for (int k = 0; k < kept; k++)
            {
                int row = _rows[k];
                _rows[left] = row;
                left += ScanWorker.Holds(filter, values[row]) ? 1 : 0;
            }

            kept = left;
        }

        return kept;
    }

    private static void ReadKey(Chunk chunk, ScanKey key, int from, Span<long> values)
    {
        if ((key.Column >= 0 ? key.Column : chunk.ColumnOfTag(key.Tag)) is { } column)
        {
            chunk.Read(column, from, values);
        }
        else
        {
            values.Clear();
        }
    }

    /// <summary>Whether no row can be meant: outside the window, or of none of the values asked for.</summary>
    private bool IsOutside(Chunk chunk)
    {
        (long least, long most) = chunk.Bounds((int)_query.Instant);
        if (most < _query.From || least >= _query.To)
        {
            return true;
        }

        foreach (ScanFilter filter in _query.Where)
        {
            if (filter.Excludes || filter.Key.Column < 0)
            {
                continue;
            }

            (least, most) = chunk.Bounds(filter.Key.Column);
            if (filter.Values.All(value => value < least || value > most))
            {
                return true;
            }
        }

        return false;
    }
}
