namespace TokenLedger.Reporting.Columns;

/// <summary>Some columns of some rows, as narrow as they allow. Immutable.</summary>
internal sealed class PackedRows : IRemembered
{
    private readonly PackedValues[] _columns;
    private readonly int _count;

    /// <summary>Packs rows.</summary>
    /// <param name="columns">The values, column by column.</param>
    public PackedRows(IReadOnlyList<List<long>> columns)
    {
        _count = columns[0].Count;
        _columns = [.. columns.Select(values => new PackedValues([.. values]))];
    }

    /// <inheritdoc/>
    public long Bytes => 100 + _columns.Sum(values => 100 + values.Bytes);

    /// <summary>Visits the rows in their order.</summary>
    public void Visit(RowVisitor visit)
    {
        long[] row = new long[_columns.Length];
        for (int i = 0; i < _count; i++)
        {
            for (int column = 0; column < row.Length; column++)
            {
                row[column] = _columns[column].At(i);
            }

            visit(row);
        }
    }
}
