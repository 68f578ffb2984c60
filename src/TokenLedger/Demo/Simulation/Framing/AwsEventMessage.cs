using System.Buffers.Binary;
using System.Text;

namespace TokenLedger.Demo.Simulation.Framing;

/// <summary>
/// One message of Amazon's event stream: total length, header length, CRC of these eight bytes, headers, payload, CRC of
/// all before it. Numbers are big-endian.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html</remarks>
internal static class AwsEventMessage
{
    private const int Prelude = 12;
    private const int Trailer = 4;
    private const byte StringHeader = 7;

    public static byte[] Encode(IReadOnlyList<KeyValuePair<string, string>> headers, byte[] payload)
    {
        byte[] head = [.. headers.SelectMany(Header)];
        byte[] message = new byte[Prelude + head.Length + payload.Length + Trailer];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), head.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), Crc32.Of(message.AsSpan(0, 8)));
        head.CopyTo(message, Prelude);
        payload.CopyTo(message, Prelude + head.Length);
        int end = message.Length - Trailer;
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(end), Crc32.Of(message.AsSpan(0, end)));
        return message;
    }

    private static byte[] Header(KeyValuePair<string, string> header)
    {
        byte[] name = Encoding.UTF8.GetBytes(header.Key);
        byte[] value = Encoding.UTF8.GetBytes(header.Value);
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)value.Length);
        return [(byte)name.Length, .. name, StringHeader, .. length, .. value];
    }
}
