using System.Buffers;
using System.Text.Json;

namespace TokenLedger.Reporting.Exports.Rows;

/// <summary>
/// JSON: one object for each row, as lines (JSON Lines) or as the items of one array. Exact decimals are strings, counts are
/// numbers, what is not there is left out.
/// </summary>
public sealed class JsonRows : IRowWriter
{
    private const int BufferedBytes = 64 * 1024;

    private readonly Stream _to;
    private readonly IReadOnlyList<ExportColumn> _columns;
    private readonly JsonEncodedText[] _names;
    private readonly bool _isArray;
    private readonly ArrayBufferWriter<byte> _buffer = new(2 * BufferedBytes);
    private readonly Utf8JsonWriter _json;
    private bool _any;

    /// <summary>Begins.</summary>
    /// <param name="to">Where the bytes go.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="isArray">Whether the objects are the items of an array, instead of lines.</param>
    public JsonRows(Stream to, IReadOnlyList<ExportColumn> columns, bool isArray)
    {
        (_to, _columns, _isArray) = (to, columns, isArray);
        _names = [.. columns.Select(column => JsonEncodedText.Encode(column.Name))];
        _json = new Utf8JsonWriter(_buffer);
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(Cell[] row, CancellationToken cancellation)
    {
        if (_isArray)
        {
            Raw(_any ? ",\n"u8 : "[\n"u8);
        }

        _any = true;
        _json.Reset();
        _json.WriteStartObject();
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i].IsThere)
            {
                Write(in row[i], i);
            }
        }

        _json.WriteEndObject();
        _json.Flush();
        if (!_isArray)
        {
            Raw("\n"u8);
        }

        if (_buffer.WrittenCount >= BufferedBytes)
        {
            await SendAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask EndAsync(CancellationToken cancellation)
    {
        if (_isArray)
        {
            Raw(_any ? "\n]\n"u8 : "[]\n"u8);
        }

        await SendAsync(cancellation).ConfigureAwait(false);
        await _to.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _json.DisposeAsync();

    private void Write(in Cell cell, int column)
    {
        JsonEncodedText name = _names[column];
        switch (_columns[column].Kind)
        {
            case ColumnKind.Whole:
                _json.WriteNumber(name, (long)cell.Number);
                break;
            case ColumnKind.Flag:
                _json.WriteBoolean(name, cell.Number != 0);
                break;
            case ColumnKind.Json:
                _json.WritePropertyName(name);
                _json.WriteRawValue(cell.Text!);
                break;
            default:
                _json.WriteString(name, CellText.Of(in cell, _columns[column]));
                break;
        }
    }

    private void Raw(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);

    private async ValueTask SendAsync(CancellationToken cancellation)
    {
        await _to.WriteAsync(_buffer.WrittenMemory, cancellation).ConfigureAwait(false);
        _buffer.ResetWrittenCount();
    }
}
