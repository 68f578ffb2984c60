using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>Rows of columns as text, one line each, wherever they are stored.</summary>
internal static class ColumnText
{
    public static IEnumerable<string> Of(ColumnView view)
    {
        List<string> lines = [];
        foreach (Chunk chunk in view.Chunks)
        {
            for (int row = 0; row < chunk.Rows; row++)
            {
                lines.Add(Of(chunk, row));
            }
        }

        return lines;
    }

    public static string Of(ColumnRow row) =>
        string.Join(',', row.Values)
        + string.Concat(row.Tags.OrderBy(tag => tag.Key).Select(tag => $" {tag.Key}={tag.Value}"));

    private static string Of(Chunk chunk, int row)
    {
        long[] values = new long[ColumnLayout.Fixed];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Value(chunk, i, row);
        }

        List<KeyValuePair<long, long>> tags = [];
        foreach (long name in chunk.Tags)
        {
            if (Value(chunk, chunk.ColumnOfTag(name)!.Value, row) is var value and not 0)
            {
                tags.Add(new(name, value));
            }
        }

        return Of(new ColumnRow(values, tags));
    }

    private static long Value(Chunk chunk, int column, int row)
    {
        Span<long> value = stackalloc long[1];
        chunk.Read(column, row, value);
        return value[0];
    }
}
