using System.Buffers.Binary;
using System.Text;

namespace TokenLedger.Accounting.Tests.Tokens;

/// <summary>The heads of image files.</summary>
internal static class Images
{
    public static byte[] Png(int width, int height)
    {
        byte[] file = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, .. new byte[17]];
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        return file;
    }

    public static byte[] Gif(ushort width, ushort height) =>
        [.. "GIF89a"u8, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0, 0, 0];

    /// <summary>A JPEG with a segment of metadata of this length before the frame.</summary>
    public static byte[] Jpeg(ushort width, ushort height, ushort metadata) =>
        [
            .. (byte[])[0xFF, 0xD8, 0xFF, 0xE1, (byte)(metadata >> 8), (byte)metadata],
            .. new byte[metadata - 2],
            .. (byte[])[0xFF, 0xC2, 0, 17, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 3],
        ];

    public static byte[] WebP(string kind, int width, int height)
    {
        byte[] file = new byte[40];
        "RIFF"u8.CopyTo(file);
        Encoding.ASCII.GetBytes("WEBP" + kind).CopyTo(file, 8);
        if (kind == "VP8X")
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), width - 1);
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(27), height - 1);
        }
        else if (kind == "VP8L")
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(21), (uint)((width - 1) | ((height - 1) << 14)));
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(26), (ushort)width);
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(28), (ushort)height);
        }

        return file;
    }
}
