using System.Buffers.Binary;

namespace TokenLedger.Gateway.Relay.Framings;

/// <summary>
/// Amazon's binary event stream
/// (https://smithy.io/2.0/aws/amazon-eventstream.html): a message is
/// <code>total length (4) | headers length (4) | CRC of both (4) | headers | payload | CRC of all before (4)</code>
/// with big-endian numbers. Its header <c>:event-type</c> or <c>:exception-type</c> names it.
/// </summary>
internal sealed class AmazonEventStream : Framing
{
    private const int PreludeBytes = 12;
    private const int ChecksumBytes = 4;

    /// <summary>Longest message the format allows, in bytes.</summary>
    private const int LongestMessage = 16 << 20;

    private int _length; // of the message that is arriving; 0 before its prelude is read

    /// <inheritdoc/>
    public override int EndOfFirst(ReadOnlySpan<byte> bytes)
    {
        if (IsLost || bytes.Length < PreludeBytes)
        {
            return -1;
        }

        if (_length == 0 && !ReadPrelude(bytes))
        {
            return Lose();
        }

        if (bytes.Length < _length)
        {
            return -1;
        }

        int length = _length;
        _length = 0;
        return length;
    }

    private bool ReadPrelude(ReadOnlySpan<byte> bytes)
    {
        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        uint headers = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        bool sound =
            length <= LongestMessage
            && length >= PreludeBytes + ChecksumBytes
            && headers <= length - PreludeBytes - ChecksumBytes
            && Crc32.Of(bytes[..8]) == BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]);
        _length = sound ? (int)length : 0;
        return sound;
    }

    /// <inheritdoc/>
    public override void Parse(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> content = text[..^ChecksumBytes];
        int headers = (int)BinaryPrimitives.ReadUInt32BigEndian(text[4..]);
        name = default;
        data = default;
        if (
            Crc32.Of(content) != BinaryPrimitives.ReadUInt32BigEndian(text[^ChecksumBytes..])
            || !TryFindName(content.Slice(PreludeBytes, headers), out name)
        )
        {
            IsMalformed = true; // this message goes unread; its length is known, so the next one is found
            return;
        }

        data = content[(PreludeBytes + headers)..];
        if (data.IsEmpty)
        {
            data = "{}"u8; // a name alone says something too
        }
    }

    /// <summary>Walks the headers, each: length of the name (1), name, type (1), value.</summary>
    private static bool TryFindName(ReadOnlySpan<byte> headers, out ReadOnlySpan<byte> name)
    {
        name = default;
        while (!headers.IsEmpty)
        {
            int nameLength = headers[0];
            if (headers.Length < nameLength + 2)
            {
                return false;
            }

            ReadOnlySpan<byte> header = headers.Slice(1, nameLength);
            byte type = headers[nameLength + 1];
            headers = headers[(nameLength + 2)..];
            if (!TryMeasure(type, headers, out int prefix, out int length))
            {
                return false;
            }

            if (
                header.SequenceEqual(":event-type"u8)
                || header.SequenceEqual(":exception-type"u8)
                || header.SequenceEqual(":error-code"u8)
            )
            {
                name = headers.Slice(prefix, length);
            }

            headers = headers[(prefix + length)..];
        }

        return true;
    }

    /// <summary>The length of a value of this type and of its own length prefix. False when it does not fit.</summary>
    private static bool TryMeasure(byte type, ReadOnlySpan<byte> rest, out int prefix, out int length)
    {
        const int Bytes = 6;
        const int Text = 7;
        prefix = type is Bytes or Text ? sizeof(ushort) : 0;
        length = type switch
        {
            0 or 1 => 0, // true, false
            2 => 1,
            3 => 2,
            4 => 4,
            5 or 8 => 8, // a long, a time
            9 => 16, // a UUID
            Bytes or Text when rest.Length >= prefix => BinaryPrimitives.ReadUInt16BigEndian(rest),
            _ => -1,
        };
        return length >= 0 && rest.Length >= prefix + length;
    }

    /// <inheritdoc/>
    /// <remarks>Never needed: no message is longer than what is kept.</remarks>
    public override void Forget(int count) => Lose();
}
