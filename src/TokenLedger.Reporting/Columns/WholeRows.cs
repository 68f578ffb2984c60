namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Reads rows one by one, in the order of their sequences and in bounded memory, where a report needs the rows themselves
/// and not sums of them.
/// </summary>
internal static class WholeRows
{
    /// <summary>Rows of which the values are read at once.</summary>
    private const int BlockRows = 1024;

    /// <summary>The rows that a question is about. Its keys and measures are not looked at.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="query">Window, conditions and position.</param>
    /// <param name="statuses">Whose rows, see <see cref="Measure.Statuses"/>.</param>
    public static IEnumerable<ColumnRow> Read(ColumnView view, ScanQuery query, int statuses = Measure.Any)
    {
        foreach (Chunk chunk in view.Chunks)
        {
            int rows = chunk.RowsBefore(query.Before);
            (long least, long most) = chunk.Bounds((int)query.Instant);
            if (rows == 0 || most < query.From || least >= query.To)
            {
                continue;
            }

            for (int from = 0; from < rows; from += BlockRows)
            {
                foreach (ColumnRow row in ReadBlock(chunk, query, statuses, from, Math.Min(BlockRows, rows - from)))
                {
                    yield return row;
                }
            }
        }
    }

    private static IEnumerable<ColumnRow> ReadBlock(Chunk chunk, ScanQuery query, int statuses, int from, int count)
    {
        List<int> kept = Select(chunk, query, statuses, from, count);
        if (kept.Count == 0)
        {
            yield break;
        }

        long[][] columns = new long[ColumnLayout.Fixed + chunk.Tags.Count][];
        for (int column = 0; column < columns.Length; column++)
        {
            columns[column] = new long[count];
            chunk.Read(column, from, columns[column]);
        }

        foreach (int row in kept)
        {
            yield return RowOf(chunk, columns, row);
        }
    }

    private static ColumnRow RowOf(Chunk chunk, long[][] columns, int row)
    {
        long[] values = new long[ColumnLayout.Fixed];
        for (int column = 0; column < values.Length; column++)
        {
            values[column] = columns[column][row];
        }

        List<KeyValuePair<long, long>> tags = [];
        for (int tag = 0; tag < chunk.Tags.Count; tag++)
        {
            if (columns[ColumnLayout.Fixed + tag][row] is not 0 and long value)
            {
                tags.Add(new(chunk.Tags[tag], value));
            }
        }

        return new(values, tags);
    }

    private static List<int> Select(Chunk chunk, ScanQuery query, int statuses, int from, int count)
    {
        long[] values = new long[count];
        List<int> kept = [.. Enumerable.Range(0, count)];
        chunk.Read((int)Field.Status, from, values);
        kept.RemoveAll(row => (statuses >> (int)values[row] & 1) == 0);
        chunk.Read((int)query.Instant, from, values);
        kept.RemoveAll(row => values[row] < query.From || values[row] >= query.To);
        foreach (ScanFilter filter in query.Where)
        {
            int? column = filter.Key.Column >= 0 ? filter.Key.Column : chunk.ColumnOfTag(filter.Key.Tag);
            if (column is { } there)
            {
                chunk.Read(there, from, values);
            }
            else
            {
                Array.Clear(values);
            }

            kept.RemoveAll(row => filter.Values.Contains(values[row]) == filter.Excludes);
        }

        return kept;
    }
}
