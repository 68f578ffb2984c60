using System.Buffers;
using System.Text;

namespace TokenLedger.Reporting.Exports.Parquet;

/// <summary>
/// Thrift's compact protocol, as far as Parquet's metadata needs it: a struct is a row of fields, each with the distance of its
/// number to the one before it and its type, ended by a zero; integers are zig-zag numbers in groups of seven bits.
/// </summary>
/// <remarks>https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md</remarks>
internal sealed class ThriftWriter(IBufferWriter<byte> to)
{
    private readonly Stack<int> _outer = new();
    private int _last;

    /// <summary>A field of 32 or 16 bits.</summary>
    public ThriftWriter Int32(int field, int value)
    {
        Head(field, ThriftType.Int32);
        Zigzag(value);
        return this;
    }

    /// <summary>A field of 64 bits.</summary>
    public ThriftWriter Int64(int field, long value)
    {
        Head(field, ThriftType.Int64);
        Zigzag(value);
        return this;
    }

    /// <summary>A field that is true or false.</summary>
    public ThriftWriter Flag(int field, bool value)
    {
        Head(field, value ? ThriftType.True : ThriftType.False);
        return this;
    }

    /// <summary>A text field.</summary>
    public ThriftWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A field of bytes.</summary>
    public ThriftWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Head(field, ThriftType.Binary);
        Raw(value);
        return this;
    }

    /// <summary>Begins a field that is a struct; <see cref="End"/> ends it.</summary>
    public ThriftWriter Struct(int field)
    {
        Head(field, ThriftType.Struct);
        Item();
        return this;
    }

    /// <summary>Begins a struct that is an item of a list.</summary>
    public ThriftWriter Item()
    {
        _outer.Push(_last);
        _last = 0;
        return this;
    }

    /// <summary>Ends a struct.</summary>
    public ThriftWriter End()
    {
        Byte(0);
        _last = _outer.Count > 0 ? _outer.Pop() : 0;
        return this;
    }

    /// <summary>Begins a list; its items follow.</summary>
    public ThriftWriter List(int field, ThriftType items, int count)
    {
        Head(field, ThriftType.List);
        if (count < 15)
        {
            Byte((byte)(count << 4 | (int)items));
        }
        else
        {
            Byte((byte)(0xF0 | (int)items));
            Varint((ulong)count);
        }

        return this;
    }

    /// <summary>An item of a list of integers.</summary>
    public ThriftWriter Int32Item(int value)
    {
        Zigzag(value);
        return this;
    }

    /// <summary>An item of a list of texts.</summary>
    public ThriftWriter TextItem(string value)
    {
        Raw(Encoding.UTF8.GetBytes(value));
        return this;
    }

    private void Head(int field, ThriftType type)
    {
        int step = field - _last;
        if (step is > 0 and < 16)
        {
            Byte((byte)(step << 4 | (int)type));
        }
        else
        {
            Byte((byte)type);
            Zigzag(field);
        }

        _last = field;
    }

    private void Raw(ReadOnlySpan<byte> value)
    {
        Varint((ulong)value.Length);
        to.Write(value);
    }

    private void Zigzag(long value) => Varint((ulong)(value << 1) ^ (ulong)(value >> 63));

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Byte((byte)(value | 0x80));
        }

        Byte((byte)value);
    }

    private void Byte(byte value)
    {
        to.GetSpan(1)[0] = value;
        to.Advance(1);
    }
}

/// <summary>Types of the compact protocol.</summary>
internal enum ThriftType
{
    /// <summary>True.</summary>
    True = 1,

    /// <summary>False.</summary>
    False = 2,

    /// <summary>8 bits.</summary>
    Byte = 3,

    /// <summary>16 bits.</summary>
    Int16 = 4,

    /// <summary>32 bits.</summary>
    Int32 = 5,

    /// <summary>64 bits.</summary>
    Int64 = 6,

    /// <summary>A floating-point number.</summary>
    Double = 7,

    /// <summary>Bytes or text.</summary>
    Binary = 8,

    /// <summary>A list.</summary>
    List = 9,

    /// <summary>A struct.</summary>
    Struct = 12,
}
