using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using TokenLedger.Reporting.Exports.Rows;

namespace TokenLedger.Reporting.Exports.Parquet;

// The file (https://parquet.apache.org/docs/file-format/). Numbers are little-endian but for decimals.
//
//   4      magic "PAR1"
//   ..     row groups, each of up to 32,768 rows: for every column
//            a dictionary page, for texts that repeat: the different texts (4 bytes length, UTF-8)
//            a data page
//   ..     footer: FileMetaData of parquet.thrift in Thrift's compact protocol: the schema, where each column of each row
//          group lies, and the stamp as key-value metadata (names that begin with "tokenledger.")
//   4      bytes of the footer
//   4      magic "PAR1"
//
// A page is its head (PageHeader, Thrift) and its content, compressed by gzip. The content of a data page is
//
//   4      bytes of the definition levels
//   ..     definition levels, a bit for each row: 1 where there is a value (every column is optional), see RunLengths
//   ..     the values that are there: for texts with a dictionary 1 byte bits and their numbers, see RunLengths; else plain
//
// Plain values: texts as in the dictionary; whole numbers and instants (microseconds since 1970 UTC) 8 bytes; flags a bit;
// exact decimals 16 bytes, big-endian two's complement, DECIMAL(38, decimals of the column): 12 for amounts, so that a
// pico-dollar is 1 and 38 digits are what 128 bits hold.
/// <summary>Writes Apache Parquet. One row group is in memory at a time.</summary>
public sealed class ParquetRows : IRowWriter
{
    /// <summary>Rows of a row group.</summary>
    public const int GroupRows = 32_768;

    /// <summary>Characters of different texts after which a row group ends early: 16 Mi.</summary>
    private const long GroupCharacters = 16 * 1024 * 1024;

    private readonly Stream _to;
    private readonly ColumnBuffer[] _columns;
    private readonly Func<IReadOnlyDictionary<string, string>> _stamp;
    private readonly ArrayBufferWriter<byte> _page = new();
    private readonly List<StoredGroup> _groups = [];
    private long _at;

    /// <summary>Begins a file.</summary>
    /// <param name="to">Where it goes; need not be seekable.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="stamp">What the footer says beside the schema, asked when all rows are written.</param>
    public ParquetRows(Stream to, IReadOnlyList<ExportColumn> columns, Func<IReadOnlyDictionary<string, string>> stamp)
    {
        (_to, _stamp) = (to, stamp);
        _columns = [.. columns.Select(column => new ColumnBuffer(column))];
    }

    internal static ReadOnlyMemory<byte> Magic { get; } = "PAR1"u8.ToArray();

    /// <inheritdoc/>
    public async ValueTask WriteAsync(Cell[] row, CancellationToken cancellation)
    {
        long characters = 0;
        for (int i = 0; i < row.Length; i++)
        {
            _columns[i].Add(in row[i]);
            characters += _columns[i].Characters;
        }

        if (_columns[0].Rows == GroupRows || characters > GroupCharacters)
        {
            await WriteGroupAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask EndAsync(CancellationToken cancellation)
    {
        if (_columns[0].Rows > 0)
        {
            await WriteGroupAsync(cancellation).ConfigureAwait(false);
        }

        await BeginAsync(cancellation).ConfigureAwait(false);
        ArrayBufferWriter<byte> footer = new();
        ParquetFooter.Write(footer, [.. _columns.Select(column => column.Column)], _groups, _stamp());
        int length = footer.WrittenCount;
        BinaryPrimitives.WriteInt32LittleEndian(footer.GetSpan(sizeof(int)), length);
        footer.Advance(sizeof(int));
        footer.Write(Magic.Span);
        await SendAsync(footer.WrittenMemory, cancellation).ConfigureAwait(false);
        await _to.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask BeginAsync(CancellationToken cancellation)
    {
        if (_at == 0)
        {
            await SendAsync(Magic, cancellation).ConfigureAwait(false);
        }
    }

    private async ValueTask WriteGroupAsync(CancellationToken cancellation)
    {
        await BeginAsync(cancellation).ConfigureAwait(false);
        List<StoredColumn> stored = [];
        int rows = _columns[0].Rows;
        foreach (ColumnBuffer column in _columns)
        {
            stored.Add(await WriteColumnAsync(column, cancellation).ConfigureAwait(false));
            column.Clear();
        }

        _groups.Add(new(rows, stored));
    }

    private async ValueTask<StoredColumn> WriteColumnAsync(ColumnBuffer column, CancellationToken cancellation)
    {
        StoredColumn stored = new(column.Type, column.Rows, column.Nulls, column.Bounds);
        if (column.HasDictionary)
        {
            _page.ResetWrittenCount();
            column.WriteDictionary(_page);
            stored.DictionaryAt = _at;
            await WritePageAsync(PageKind.Dictionary, column, stored, cancellation).ConfigureAwait(false);
        }

        _page.ResetWrittenCount();
        column.WriteData(_page);
        stored.DataAt = _at;
        await WritePageAsync(PageKind.Data, column, stored, cancellation).ConfigureAwait(false);
        return stored;
    }

    private async ValueTask WritePageAsync(
        PageKind kind,
        ColumnBuffer column,
        StoredColumn stored,
        CancellationToken cancellation
    )
    {
        using MemoryStream content = new();
        await using (GZipStream gzip = new(content, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(_page.WrittenSpan);
        }

        ArrayBufferWriter<byte> head = new();
        ThriftWriter thrift = new(head);
        thrift.Int32(1, (int)kind).Int32(2, _page.WrittenCount).Int32(3, (int)content.Length);
        if (kind == PageKind.Dictionary)
        {
            thrift.Struct(7).Int32(1, column.DictionaryCount).Int32(2, (int)PageEncoding.Plain).End();
        }
        else
        {
            PageEncoding encoding = column.HasDictionary ? PageEncoding.Dictionary : PageEncoding.Plain;
            thrift.Struct(5).Int32(1, column.Rows).Int32(2, (int)encoding);
            thrift.Int32(3, (int)PageEncoding.RunLengths).Int32(4, (int)PageEncoding.RunLengths).End();
        }

        thrift.End();
        stored.Uncompressed += head.WrittenCount + _page.WrittenCount;
        stored.Compressed += head.WrittenCount + content.Length;
        await SendAsync(head.WrittenMemory, cancellation).ConfigureAwait(false);
        await SendAsync(content.GetBuffer().AsMemory(0, (int)content.Length), cancellation).ConfigureAwait(false);
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await _to.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        _at += bytes.Length;
    }
}
