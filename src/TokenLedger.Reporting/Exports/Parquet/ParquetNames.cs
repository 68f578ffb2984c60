namespace TokenLedger.Reporting.Exports.Parquet;

/// <summary>How values are stored (parquet.thrift, Type).</summary>
internal enum PhysicalType
{
    Boolean = 0,
    Int64 = 2,
    ByteArray = 6,
    FixedLengthByteArray = 7,
}

/// <summary>How the values of a page are written (parquet.thrift, Encoding).</summary>
internal enum PageEncoding
{
    Plain = 0,
    RunLengths = 3,
    Dictionary = 8,
}

/// <summary>What a page holds (parquet.thrift, PageType).</summary>
internal enum PageKind
{
    Data = 0,
    Dictionary = 2,
}

/// <summary>How pages are compressed (parquet.thrift, CompressionCodec).</summary>
internal enum PageCodec
{
    None = 0,
    Gzip = 2,
}
