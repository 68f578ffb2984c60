using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using TokenLedger.Gateway.Relay.Framings;

namespace TokenLedger.Gateway.Relay.Endings;

/// <summary>Writes one message of Amazon's event stream; its form is told in <see cref="AmazonEventStream"/>.</summary>
internal static class AmazonMessage
{
    private const int PreludeBytes = 12;
    private const int ChecksumBytes = 4;
    private const byte TextHeader = 7;

    /// <summary>An event with a JSON payload.</summary>
    public static byte[] Encode(string name, JsonObject data)
    {
        byte[] payload = EndingJson.Bytes(EndingJson.Text(data));
        byte[] headers =
        [
            .. Header(":event-type", name),
            .. Header(":content-type", "application/json"),
            .. Header(":message-type", "event"),
        ];
        byte[] message = new byte[PreludeBytes + headers.Length + payload.Length + ChecksumBytes];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), Crc32.Of(message.AsSpan(0, 8)));
        headers.CopyTo(message, PreludeBytes);
        payload.CopyTo(message, PreludeBytes + headers.Length);
        int end = message.Length - ChecksumBytes;
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(end), Crc32.Of(message.AsSpan(0, end)));
        return message;
    }

    private static byte[] Header(string name, string value)
    {
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)Encoding.UTF8.GetByteCount(value));
        return
        [
            (byte)Encoding.UTF8.GetByteCount(name),
            .. Encoding.UTF8.GetBytes(name),
            TextHeader,
            .. length,
            .. Encoding.UTF8.GetBytes(value),
        ];
    }
}
