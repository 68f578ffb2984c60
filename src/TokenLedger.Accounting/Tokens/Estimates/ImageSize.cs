using System.Buffers.Binary;

namespace TokenLedger.Accounting.Tokens;

/// <summary>Width and height of an image, read from the head of a PNG, JPEG, GIF or WebP file.</summary>
/// <param name="Width">Pixels, at least 1.</param>
/// <param name="Height">Pixels, at least 1.</param>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>No provider takes an image with a longer side; a larger figure is no size.</summary>
    private const int MostSide = 100_000;

    /// <summary>The size; null when the bytes are no image that is known, or end before they say.</summary>
    public static ImageSize? Read(ReadOnlySpan<byte> file)
    {
        ImageSize? size =
            IsPng(file) ? Png(file)
            : file.StartsWith("GIF8"u8) && file.Length >= 10 ? Gif(file)
            : file.StartsWith("RIFF"u8) && file.Length >= 30 ? WebP(file)
            : file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) ? Jpeg(file)
            : null;
        return size is { Width: > 0 and <= MostSide, Height: > 0 and <= MostSide } ? size : null;
    }

    private static bool IsPng(ReadOnlySpan<byte> file) =>
        file.Length >= 24 && file[0] == 0x89 && file[1..4].SequenceEqual("PNG"u8);

    private static ImageSize Png(ReadOnlySpan<byte> file) =>
        new(BinaryPrimitives.ReadInt32BigEndian(file[16..]), BinaryPrimitives.ReadInt32BigEndian(file[20..]));

    private static ImageSize Gif(ReadOnlySpan<byte> file) =>
        new(BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), BinaryPrimitives.ReadUInt16LittleEndian(file[8..]));

    private static ImageSize? WebP(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> kind = file[12..16];
        if (kind.SequenceEqual("VP8X"u8))
        {
            return new(
                1 + (file[24] | (file[25] << 8) | (file[26] << 16)),
                1 + (file[27] | (file[28] << 8) | (file[29] << 16))
            );
        }

        if (kind.SequenceEqual("VP8L"u8))
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(file[21..]);
            return new(1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
        }

        return kind.SequenceEqual("VP8 "u8)
            ? new(
                BinaryPrimitives.ReadUInt16LittleEndian(file[26..]) & 0x3FFF,
                BinaryPrimitives.ReadUInt16LittleEndian(file[28..]) & 0x3FFF
            )
            : null;
    }

    /// <summary>The size stands in the first frame header, behind segments of any length.</summary>
    private static ImageSize? Jpeg(ReadOnlySpan<byte> file)
    {
        int at = 2;
        while (at + 9 <= file.Length && file[at] == 0xFF)
        {
            byte marker = file[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return new(
                    BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]),
                    BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..])
                );
            }

            at += marker == 0xFF ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        }

        return null;
    }
}
