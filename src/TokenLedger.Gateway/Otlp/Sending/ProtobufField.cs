using System.Buffers.Binary;

namespace TokenLedger.Gateway.Otlp.Sending;

/// <summary>A field of a protobuf message as it is on the wire. Receivers' answers are read with it, field by field.</summary>
/// <seealso href="https://protobuf.dev/programming-guides/encoding/"/>
internal readonly ref struct ProtobufField
{
    private const int Delimited = 2;

    private ProtobufField(ulong tag, ulong value, ReadOnlySpan<byte> bytes)
    {
        Number = (int)(tag >> 3);
        Value = value;
        Bytes = bytes;
    }

    /// <summary>Its number in the message.</summary>
    public int Number { get; }

    /// <summary>The value of a number; 0 for others.</summary>
    public ulong Value { get; }

    /// <summary>The text, bytes or message; empty for a number.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Takes the next field off a message.</summary>
    /// <exception cref="FormatException">The message breaks off, or holds what protobuf 3 has not.</exception>
    public static ProtobufField Take(scoped ref ReadOnlySpan<byte> from)
    {
        ulong tag = Varint(ref from);
        return (tag & 7) switch
        {
            0 => new(tag, Varint(ref from), default),
            1 => new(tag, BinaryPrimitives.ReadUInt64LittleEndian(Taken(ref from, 8)), default),
            Delimited => new(tag, 0, Taken(ref from, Varint(ref from))),
            5 => new(tag, BinaryPrimitives.ReadUInt32LittleEndian(Taken(ref from, 4)), default),
            _ => throw new FormatException("The answer holds a field of an unknown wire type."),
        };
    }

    private static ReadOnlySpan<byte> Taken(scoped ref ReadOnlySpan<byte> from, ulong count)
    {
        if (count > (ulong)from.Length)
        {
            throw new FormatException("The answer ends within a field.");
        }

        ReadOnlySpan<byte> taken = from[..(int)count];
        from = from[(int)count..];
        return taken;
    }

    private static ulong Varint(scoped ref ReadOnlySpan<byte> from)
    {
        ulong value = 0;
        for (int at = 0; at < Math.Min(10, from.Length); at++)
        {
            value |= (ulong)(from[at] & 0x7F) << (7 * at);
            if (from[at] < 0x80)
            {
                from = from[(at + 1)..];
                return value;
            }
        }

        throw new FormatException("The answer ends within a number.");
    }
}
