using System.Text;

namespace TokenLedger.Reporting.Exports.Rows;

/// <summary>
/// CSV (RFC 4180, UTF-8): a header, a line for each row, nothing else, so that a sum over a column is the sum. Nothing that
/// a caller chose is a formula in a spreadsheet, see <see cref="CsvCell"/>.
/// </summary>
public sealed class CsvRows : IRowWriter
{
    private const int BufferedChars = 32 * 1024;

    private readonly StreamWriter _to;
    private readonly IReadOnlyList<ExportColumn> _columns;
    private readonly StringBuilder _line = new();

    /// <summary>Writes the header.</summary>
    public CsvRows(Stream to, IReadOnlyList<ExportColumn> columns)
    {
        _columns = columns;
        _to = new StreamWriter(to, new UTF8Encoding(false), BufferedChars, leaveOpen: true);
        _line.AppendJoin(',', columns.Select(column => CsvCell.Text(column.Name))).Append("\r\n");
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(Cell[] row, CancellationToken cancellation)
    {
        for (int i = 0; i < row.Length; i++)
        {
            if (i > 0)
            {
                _line.Append(',');
            }

            if (row[i].IsThere)
            {
                string text = CellText.Of(in row[i], _columns[i]);
                _line.Append(_columns[i].Kind is ColumnKind.Text or ColumnKind.Json ? CsvCell.Text(text) : text);
            }
        }

        _line.Append("\r\n");
        if (_line.Length >= BufferedChars)
        {
            await FlushLinesAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask EndAsync(CancellationToken cancellation)
    {
        await FlushLinesAsync(cancellation).ConfigureAwait(false);
        await _to.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _to.DisposeAsync();

    private async ValueTask FlushLinesAsync(CancellationToken cancellation)
    {
        foreach (ReadOnlyMemory<char> part in _line.GetChunks())
        {
            await _to.WriteAsync(part, cancellation).ConfigureAwait(false);
        }

        _line.Clear();
    }
}
