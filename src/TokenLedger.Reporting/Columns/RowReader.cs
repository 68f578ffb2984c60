namespace TokenLedger.Reporting.Columns;

/// <summary>Takes one row.</summary>
/// <param name="values">The values of the columns asked for, in their order; valid during the call only.</param>
internal delegate void RowVisitor(ReadOnlySpan<long> values);

/// <summary>
/// Reads single rows, in the order of their sequences and in bounded memory: for what no sum over groups can tell.
/// Keys and measures of the questions are not looked at.
/// </summary>
internal static class RowReader
{
    /// <summary>Visits the rows that a question is about.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="query">Window and conditions.</param>
    /// <param name="columns">What to read of each row: fields, dimensions, tags.</param>
    /// <param name="visit">Takes each row.</param>
    public static void Read(ColumnView view, ScanQuery query, ScanKey[] columns, RowVisitor visit) =>
        Read(view.Chunks, query, columns, visit);

    /// <summary>Visits the rows of chunks that a question is about.</summary>
    /// <param name="chunks">The chunks.</param>
    /// <param name="query">Window and conditions.</param>
    /// <param name="columns">What to read of each row: fields, dimensions, tags.</param>
    /// <param name="visit">Takes each row.</param>
    /// <param name="only">Keeps rows by the value of a field; null for all.</param>
    public static void Read(
        IEnumerable<Chunk> chunks,
        ScanQuery query,
        ScanKey[] columns,
        RowVisitor visit,
        (Field Field, Func<long, bool> IsMeant)? only = null
    )
    {
        long[][] blocks = [.. columns.Select(_ => new long[RowSelection.BlockRows])];
        long[] row = new long[columns.Length];
        foreach ((Chunk chunk, int from, RowSelection kept) in Blocks(chunks, query))
        {
            if (only is { } meant)
            {
                kept.Keep(chunk, (int)meant.Field, from, meant.IsMeant);
            }

            for (int i = 0; i < columns.Length && kept.Kept > 0; i++)
            {
                kept.Read(chunk, columns[i], from, blocks[i]);
            }

            for (int k = 0; k < kept.Kept; k++)
            {
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] = blocks[i][k];
                }

                visit(row);
            }
        }
    }

    /// <summary>The rows that a question is about, with all they have.</summary>
    public static IEnumerable<ColumnRow> Whole(ColumnView view, ScanQuery query)
    {
        foreach ((Chunk chunk, int from, RowSelection kept) in Blocks(view.Chunks, query))
        {
            long[][] columns = new long[ColumnLayout.Fixed + chunk.Tags.Count][];
            for (int column = 0; column < columns.Length; column++)
            {
                kept.Read(chunk, column, from, columns[column] = new long[kept.Kept]);
            }

            for (int k = 0; k < columns[0].Length; k++)
            {
                yield return RowOf(chunk, columns, k);
            }
        }
    }

    /// <summary>The blocks of chunks that have rows a question is about; each is valid until the next is asked for.</summary>
    /// <param name="chunks">The chunks.</param>
    /// <param name="query">Window and conditions.</param>
    /// <param name="selection">Who finds them, of the same question; null for a new one.</param>
    public static IEnumerable<(Chunk Chunk, int From, RowSelection Kept)> Blocks(
        IEnumerable<Chunk> chunks,
        ScanQuery query,
        RowSelection? selection = null
    )
    {
        selection ??= new RowSelection(query);
        foreach (Chunk chunk in chunks)
        {
            int rows = chunk.RowsBefore(query.Before);
            if (rows == 0 || selection.IsOutside(chunk))
            {
                continue;
            }

            for (int from = 0; from < rows; from += RowSelection.BlockRows)
            {
                if (selection.Find(chunk, from, Math.Min(RowSelection.BlockRows, rows - from)))
                {
                    yield return (chunk, from, selection);
                }
            }
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
}
