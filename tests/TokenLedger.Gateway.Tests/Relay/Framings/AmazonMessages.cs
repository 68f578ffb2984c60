using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace TokenLedger.Gateway.Tests.Relay.Framings;

/// <summary>Writes messages of Amazon's event stream, on its own: its checksum comes from the platform's gzip.</summary>
internal static class AmazonMessages
{
    /// <param name="type">The event's name.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="first">Headers, encoded, that stand before its own.</param>
    public static byte[] Event(string type, string payload, params byte[] first) =>
        Message(
            [(":event-type", type), (":content-type", "application/json"), (":message-type", "event")],
            payload,
            first
        );

    public static byte[] Exception(string type, string payload) =>
        Message([(":exception-type", type), (":message-type", "exception")], payload);

    /// <summary>A chunk as InvokeModelWithResponseStream sends it, with the padding it adds.</summary>
    public static byte[] Chunk(string modelEvent) =>
        Event(
            "chunk",
            $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(modelEvent))}}","p":"abcdefghij"}"""
        );

    private static byte[] Message((string Name, string Value)[] headers, string payload, params byte[] first)
    {
        byte[] head = [.. first, .. headers.SelectMany(header => Header(header.Name, header.Value))];
        byte[] body = Encoding.UTF8.GetBytes(payload);
        byte[] prelude = [.. Number(16 + head.Length + body.Length), .. Number(head.Length)];
        byte[] content = [.. prelude, .. Checksum(prelude), .. head, .. body];
        return [.. content, .. Checksum(content)];
    }

    private static byte[] Header(string name, string value) =>
        [
            (byte)name.Length,
            .. Encoding.ASCII.GetBytes(name),
            7,
            (byte)(value.Length >> 8),
            (byte)value.Length,
            .. Encoding.ASCII.GetBytes(value),
        ];

    private static byte[] Number(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Checksum(byte[] bytes)
    {
        using MemoryStream zipped = new();
        using (GZipStream gzip = new(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        byte[] trailer = zipped.ToArray()[^8..^4]; // RFC 1952: CRC-32, little-endian, before the length
        Array.Reverse(trailer);
        return trailer;
    }
}
