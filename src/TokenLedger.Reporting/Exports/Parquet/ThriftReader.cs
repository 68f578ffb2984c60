namespace TokenLedger.Reporting.Exports.Parquet;

/// <summary>A struct of Thrift's compact protocol, read whole: fields by their numbers.</summary>
internal sealed class ThriftStruct
{
    private readonly Dictionary<int, object> _fields = [];

    /// <summary>Reads a struct.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="at">Where it begins; where it ended, afterwards.</param>
    /// <exception cref="InvalidDataException">The bytes are no struct.</exception>
    public static ThriftStruct Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        ThriftReader reader = new(bytes, at);
        ThriftStruct read = reader.Struct(0);
        at = reader.At;
        return read;
    }

    /// <summary>A number; null when it is not there.</summary>
    public long? Number(int field) => _fields.TryGetValue(field, out object? value) ? value as long? : null;

    /// <summary>A number that must be there.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public long Needed(int field) =>
        Number(field) ?? throw new InvalidDataException($"The Parquet metadata lacks a number (field {field}).");

    /// <summary>Bytes; null when they are not there.</summary>
    public byte[]? Bytes(int field) => _fields.GetValueOrDefault(field) as byte[];

    /// <summary>A struct; null when it is not there.</summary>
    public ThriftStruct? Struct(int field) => _fields.GetValueOrDefault(field) as ThriftStruct;

    /// <summary>The structs of a list; none when it is not there.</summary>
    public IEnumerable<ThriftStruct> Structs(int field) =>
        _fields.GetValueOrDefault(field) is List<object> list ? list.OfType<ThriftStruct>() : [];

    internal void Set(int field, object value) => _fields[field] = value;
}

/// <summary>Reads Thrift's compact protocol, see <see cref="ThriftWriter"/>.</summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes, int at)
{
    private const int Deepest = 16;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Where it is.</summary>
    public int At { get; private set; } = at;

    /// <summary>Reads a struct.</summary>
    public ThriftStruct Struct(int depth)
    {
        if (depth > Deepest)
        {
            throw new InvalidDataException("The Parquet metadata is nested too deeply.");
        }

        ThriftStruct read = new();
        int last = 0;
        for (int head; (head = Byte()) != 0; )
        {
            last = head >> 4 == 0 ? (int)Zigzag() : last + (head >> 4);
            read.Set(last, Value((ThriftType)(head & 15), depth));
        }

        return read;
    }

    private object Value(ThriftType type, int depth)
    {
        switch (type)
        {
            case ThriftType.True:
                return 1L;
            case ThriftType.False:
                return 0L;
            case ThriftType.Byte:
                return (long)(sbyte)Byte();
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64:
                return Zigzag();
            case ThriftType.Double:
                return Take(sizeof(double));
            case ThriftType.Binary:
                return Take((int)Varint());
            case ThriftType.List:
                return List(depth);
            case ThriftType.Struct:
                return Struct(depth + 1);
            default:
                throw new InvalidDataException($"The Parquet metadata has a value of type {(int)type}.");
        }
    }

    private List<object> List(int depth)
    {
        int head = Byte();
        ulong count = head >> 4 == 15 ? Varint() : (ulong)(head >> 4);
        List<object> items = [];
        for (ulong i = 0; i < count; i++)
        {
            ThriftType type = (ThriftType)(head & 15);
            items.Add(type is ThriftType.True or ThriftType.False ? (long)Byte() : Value(type, depth));
        }

        return items;
    }

    private byte[] Take(int count)
    {
        if (count < 0 || count > _bytes.Length - At)
        {
            throw new InvalidDataException("The Parquet metadata is cut off.");
        }

        byte[] taken = _bytes.Slice(At, count).ToArray();
        At += count;
        return taken;
    }

    private long Zigzag()
    {
        ulong value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("The Parquet metadata holds a number that is too long.");
    }

    private int Byte() =>
        At < _bytes.Length ? _bytes[At++] : throw new InvalidDataException("The Parquet metadata is cut off.");
}
