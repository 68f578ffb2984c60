using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using TokenLedger.Reporting.Exports.Rows;

namespace TokenLedger.Reporting.Exports.Parquet;

/// <summary>Reads files that <see cref="ParquetRows"/> wrote, one row group at a time, to check them.</summary>
internal sealed class ParquetFile
{
    private const int DecimalConverted = 5;
    private const int TimestampConverted = 10;
    private const int JsonConverted = 19;

    private readonly Stream _from;
    private readonly ThriftStruct _footer;

    private ParquetFile(Stream from, ThriftStruct footer)
    {
        (_from, _footer) = (from, footer);
        Columns = [.. footer.Structs(2).Skip(1).Select(ColumnOf)];
        Stamp = footer
            .Structs(5)
            .ToDictionary(pair => Text(pair.Bytes(1)), pair => Text(pair.Bytes(2)), StringComparer.Ordinal);
    }

    /// <summary>The columns. Which are summed is not in the file.</summary>
    public IReadOnlyList<ExportColumn> Columns { get; }

    /// <summary>The key-value metadata.</summary>
    public IReadOnlyDictionary<string, string> Stamp { get; }

    /// <summary>Rows, by the footer.</summary>
    public long Rows => _footer.Needed(3);

    /// <summary>Reads the footer.</summary>
    /// <param name="from">A seekable stream, used for as long as rows are read.</param>
    /// <exception cref="InvalidDataException">It is no Parquet file, or is cut off.</exception>
    public static ParquetFile Open(Stream from)
    {
        byte[] end = new byte[sizeof(int) + 4];
        if (from.Length < 4 + end.Length)
        {
            throw new InvalidDataException("It is too short for a Parquet file.");
        }

        ReadAt(from, from.Length - end.Length, end);
        int length = BinaryPrimitives.ReadInt32LittleEndian(end);
        if (!end.AsSpan(4).SequenceEqual(ParquetRows.Magic.Span) || length < 0 || length > from.Length - 12)
        {
            throw new InvalidDataException("It does not end like a Parquet file.");
        }

        byte[] footer = new byte[length];
        ReadAt(from, from.Length - end.Length - length, footer);
        int at = 0;
        return new(from, ThriftStruct.Read(footer, ref at));
    }

    /// <summary>The rows, in order.</summary>
    /// <exception cref="InvalidDataException">A page is damaged, or is not one that is written here.</exception>
    public IEnumerable<Cell[]> Read()
    {
        foreach (ThriftStruct group in _footer.Structs(4))
        {
            int rows = (int)group.Needed(3);
            Cell[][] columns =
            [
                .. group.Structs(1).Select((chunk, i) => ReadColumn(chunk.Struct(3)!, Columns[i], rows)),
            ];
            for (int row = 0; row < rows; row++)
            {
                yield return [.. columns.Select(column => column[row])];
            }
        }
    }

    private Cell[] ReadColumn(ThriftStruct column, ExportColumn what, int rows)
    {
        string[]? dictionary = null;
        if (column.Number(11) is { } dictionaryAt)
        {
            (ThriftStruct head, byte[] content) = ReadPage(dictionaryAt);
            dictionary = new string[head.Struct(7)!.Needed(1)];
            int at = 0;
            for (int i = 0; i < dictionary.Length; i++)
            {
                dictionary[i] = ReadText(content, ref at);
            }
        }

        (_, byte[] data) = ReadPage(column.Needed(9));
        int levels = BinaryPrimitives.ReadInt32LittleEndian(data);
        int[] isThere = new int[rows];
        RunLengths.Read(data.AsSpan(sizeof(int), levels), 1, isThere);
        ReadOnlyMemory<byte> values = data.AsMemory(sizeof(int) + levels);
        return dictionary is null ? Plain(values.Span, what, isThere) : Numbered(values.Span, dictionary, isThere);
    }

    private static Cell[] Numbered(ReadOnlySpan<byte> values, string[] dictionary, int[] isThere)
    {
        int[] indexes = new int[isThere.Sum()];
        RunLengths.Read(values[1..], values[0], indexes);
        Cell[] cells = new Cell[isThere.Length];
        for (int row = 0, next = 0; row < cells.Length; row++)
        {
            cells[row] = isThere[row] == 1 ? Cell.Of(dictionary[indexes[next++]]) : Cell.None;
        }

        return cells;
    }

    private static Cell[] Plain(ReadOnlySpan<byte> values, ExportColumn what, int[] isThere)
    {
        Cell[] cells = new Cell[isThere.Length];
        for (int row = 0, at = 0, flag = 0; row < cells.Length; row++)
        {
            if (isThere[row] == 0)
            {
                continue;
            }

            switch (what.Kind)
            {
                case ColumnKind.Text or ColumnKind.Json:
                    cells[row] = Cell.Of(ReadText(values, ref at));
                    break;
                case ColumnKind.Exact:
                    cells[row] = Cell.Of(BinaryPrimitives.ReadInt128BigEndian(values[at..]));
                    at += ColumnBuffer.DecimalBytes;
                    break;
                case ColumnKind.Flag:
                    cells[row] = Cell.Of((values[flag / 8] >> (flag % 8) & 1) != 0);
                    flag++;
                    break;
                default:
                    cells[row] = Cell.Of(BinaryPrimitives.ReadInt64LittleEndian(values[at..]));
                    at += sizeof(long);
                    break;
            }
        }

        return cells;
    }

    private (ThriftStruct Head, byte[] Content) ReadPage(long from)
    {
        const int MostHead = 256;
        byte[] start = new byte[Math.Min(MostHead, _from.Length - from)];
        ReadAt(_from, from, start);
        int at = 0;
        ThriftStruct head = ThriftStruct.Read(start, ref at);
        byte[] compressed = new byte[head.Needed(3)];
        ReadAt(_from, from + at, compressed);
        byte[] content = new byte[head.Needed(2)];
        using GZipStream gzip = new(new MemoryStream(compressed), CompressionMode.Decompress);
        gzip.ReadExactly(content);
        return (head, content);
    }

    private static ExportColumn ColumnOf(ThriftStruct schema)
    {
        string name = Text(schema.Bytes(4));
        return ((PhysicalType)schema.Needed(1), schema.Number(6)) switch
        {
            (PhysicalType.ByteArray, JsonConverted) => new(name, ColumnKind.Json),
            (PhysicalType.ByteArray, _) => new(name),
            (PhysicalType.Boolean, _) => ExportColumn.Flag(name),
            (PhysicalType.Int64, TimestampConverted) => ExportColumn.Instant(name),
            (PhysicalType.Int64, _) => ExportColumn.Whole(name),
            (_, DecimalConverted) => new(name, ColumnKind.Exact, (int)schema.Needed(7)),
            _ => throw new InvalidDataException($"The Parquet column {name} is of a kind that is not written here."),
        };
    }

    private static string ReadText(ReadOnlySpan<byte> bytes, ref int at)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
        string text = Encoding.UTF8.GetString(bytes.Slice(at + sizeof(int), length));
        at += sizeof(int) + length;
        return text;
    }

    private static void ReadAt(Stream from, long at, Span<byte> to)
    {
        from.Position = at;
        from.ReadExactly(to);
    }

    private static string Text(byte[]? bytes) => Encoding.UTF8.GetString(bytes ?? []);
}
