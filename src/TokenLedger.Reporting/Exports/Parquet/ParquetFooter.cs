using System.Buffers;
using System.Buffers.Binary;
using TokenLedger.Reporting.Exports.Rows;

namespace TokenLedger.Reporting.Exports.Parquet;

/// <summary>A row group that is written.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Columns">Where its columns lie.</param>
internal sealed record StoredGroup(int Rows, IReadOnlyList<StoredColumn> Columns);

/// <summary>A column of a row group that is written.</summary>
internal sealed class StoredColumn(PhysicalType type, int rows, int nulls, (long Least, long Most)? bounds)
{
    /// <summary>How its values are stored.</summary>
    public PhysicalType Type { get; } = type;

    /// <summary>Its rows.</summary>
    public int Rows { get; } = rows;

    /// <summary>Rows without a value.</summary>
    public int Nulls { get; } = nulls;

    /// <summary>Smallest and largest value; null when they are not kept.</summary>
    public (long Least, long Most)? Bounds { get; } = bounds;

    /// <summary>Where its dictionary page begins; null for none.</summary>
    public long? DictionaryAt { get; set; }

    /// <summary>Where its data page begins.</summary>
    public long DataAt { get; set; }

    /// <summary>Bytes of its pages before compression.</summary>
    public long Uncompressed { get; set; }

    /// <summary>Bytes of its pages.</summary>
    public long Compressed { get; set; }
}

/// <summary>Writes the FileMetaData of parquet.thrift; the numbers are those of its fields.</summary>
internal static class ParquetFooter
{
    private const int Version = 2;
    private const int Optional = 1;
    private const int Utf8 = 0;
    private const int Decimal = 5;
    private const int TimestampMicros = 10;
    private const int Json = 19;
    private const int Precision = 38;

    /// <summary>Writes it.</summary>
    public static void Write(
        IBufferWriter<byte> to,
        IReadOnlyList<ExportColumn> columns,
        IReadOnlyList<StoredGroup> groups,
        IReadOnlyDictionary<string, string> stamp
    )
    {
        ThriftWriter thrift = new(to);
        thrift.Int32(1, Version).List(2, ThriftType.Struct, columns.Count + 1);
        thrift.Item().Text(4, "rows").Int32(5, columns.Count).End();
        foreach (ExportColumn column in columns)
        {
            WriteSchema(thrift, column);
        }

        thrift.Int64(3, groups.Sum(group => (long)group.Rows)).List(4, ThriftType.Struct, groups.Count);
        foreach (StoredGroup group in groups)
        {
            WriteGroup(thrift, columns, group);
        }

        thrift.List(5, ThriftType.Struct, stamp.Count);
        foreach ((string name, string value) in stamp)
        {
            thrift.Item().Text(1, name).Text(2, value).End();
        }

        thrift.Text(6, "tokenledger").List(7, ThriftType.Struct, columns.Count);
        for (int i = 0; i < columns.Count; i++)
        {
            thrift.Item().Struct(1).End().End(); // the order of the type, which bounds go by
        }

        thrift.End();
    }

    private static void WriteSchema(ThriftWriter thrift, ExportColumn column)
    {
        PhysicalType type = new ColumnBuffer(column).Type;
        thrift.Item().Int32(1, (int)type);
        if (type == PhysicalType.FixedLengthByteArray)
        {
            thrift.Int32(2, ColumnBuffer.DecimalBytes);
        }

        thrift.Int32(3, Optional).Text(4, column.Name);
        switch (column.Kind)
        {
            case ColumnKind.Text:
                thrift.Int32(6, Utf8).Struct(10).Struct(1).End().End();
                break;
            case ColumnKind.Json:
                thrift.Int32(6, Json).Struct(10).Struct(12).End().End();
                break;
            case ColumnKind.Exact:
                thrift.Int32(6, Decimal).Int32(7, column.Decimals).Int32(8, Precision);
                thrift.Struct(10).Struct(5).Int32(1, column.Decimals).Int32(2, Precision).End().End();
                break;
            case ColumnKind.Instant:
                thrift.Int32(6, TimestampMicros).Struct(10).Struct(8).Flag(1, true);
                thrift.Struct(2).Struct(2).End().End().End().End();
                break;
            default:
                break;
        }

        thrift.End();
    }

    private static void WriteGroup(ThriftWriter thrift, IReadOnlyList<ExportColumn> columns, StoredGroup group)
    {
        thrift.Item().List(1, ThriftType.Struct, columns.Count);
        for (int i = 0; i < columns.Count; i++)
        {
            WriteColumn(thrift, columns[i].Name, group.Columns[i]);
        }

        thrift.Int64(2, group.Columns.Sum(column => column.Uncompressed)).Int64(3, group.Rows);
        thrift.Int64(6, group.Columns.Sum(column => column.Compressed)).End();
    }

    private static void WriteColumn(ThriftWriter thrift, string name, StoredColumn column)
    {
        PageEncoding[] encodings = column.DictionaryAt is null
            ? [PageEncoding.Plain, PageEncoding.RunLengths]
            : [PageEncoding.Plain, PageEncoding.RunLengths, PageEncoding.Dictionary];
        thrift.Item().Int64(2, column.DictionaryAt ?? column.DataAt).Struct(3);
        thrift.Int32(1, (int)column.Type).List(2, ThriftType.Int32, encodings.Length);
        foreach (PageEncoding encoding in encodings)
        {
            thrift.Int32Item((int)encoding);
        }

        thrift.List(3, ThriftType.Binary, 1).TextItem(name);
        thrift.Int32(4, (int)PageCodec.Gzip).Int64(5, column.Rows);
        thrift.Int64(6, column.Uncompressed).Int64(7, column.Compressed).Int64(9, column.DataAt);
        if (column.DictionaryAt is { } dictionary)
        {
            thrift.Int64(11, dictionary);
        }

        thrift.Struct(12).Int64(3, column.Nulls);
        if (column.Bounds is { } bounds)
        {
            thrift.Bytes(5, Number(bounds.Most)).Bytes(6, Number(bounds.Least));
        }

        thrift.End().End().End();
    }

    private static byte[] Number(long value)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }
}
