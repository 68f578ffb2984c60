using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;

namespace TokenLedger.Reporting.Columns;

// A sealed segment. Numbers are little-endian, because that is how they are read in place.
//
//   0   8      magic "TLCOLS01"
//   8   4      rows
//   12  4      columns, fields and dimensions first, then tags
//   16  4      tags, the last of the columns
//   20  ..     8 bytes for each tag: the number of its name
//   ..  ..     for each column: 8 bytes least, 8 bytes most, 1 byte width (0, 1, 2, 4 or 8), 7 bytes nothing,
//              8 bytes offset of its values
//   ..  32     SHA-256 of everything before
//   ..  ..     the values: each minus the column's least, unsigned; none for width 0, all are the least then
/// <summary>Writes and opens segment files. A file is complete before it has its name, so one with a name is whole.</summary>
internal static class SegmentFile
{
    private const int FixedHead = 20;
    private const int PerColumn = 32;

    private static ReadOnlySpan<byte> Magic => "TLCOLS01"u8;

    /// <summary>Writes a chunk.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(string path, Chunk chunk)
    {
        int columns = ColumnLayout.Fixed + chunk.Tags.Count;
        byte[] head = new byte[FixedHead + (8 * chunk.Tags.Count) + (PerColumn * columns)];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), chunk.Rows);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(12), columns);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(16), chunk.Tags.Count);
        int at = FixedHead;
        foreach (long tag in chunk.Tags)
        {
            BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(at), tag);
            at += 8;
        }

        long offset = head.Length + SHA256.HashSizeInBytes;
        for (int column = 0; column < columns; column++, at += PerColumn)
        {
            (long least, long most) = chunk.Bounds(column);
            int width = StoredValues.WidthOf(least, most);
            BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(at), least);
            BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(at + 8), most);
            head[at + 16] = (byte)width;
            BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(at + 24), offset);
            offset += Padded((long)width * chunk.Rows);
        }

        string partial = path + ".partial";
        using (FileStream file = new(partial, FileMode.Create, FileAccess.Write))
        {
            file.Write(head);
            file.Write(SHA256.HashData(head));
            for (int column = 0; column < columns; column++)
            {
                WriteValues(file, chunk, column);
            }
        }

        File.Move(partial, path, overwrite: true);
    }

    /// <summary>Opens a segment.</summary>
    /// <param name="path">Its file.</param>
    /// <returns>Null when the file is not a whole segment.</returns>
    public static SegmentChunk? Open(string path)
    {
        long length = new FileInfo(path).Length;
        if (length < FixedHead + SHA256.HashSizeInBytes)
        {
            return null;
        }

        MemoryMappedFile map = MemoryMappedFile.CreateFromFile(
            path,
            FileMode.Open,
            null,
            0,
            MemoryMappedFileAccess.Read
        );
        MemoryMappedViewAccessor view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        SegmentChunk? chunk = Read(view, length, map);
        if (chunk is null)
        {
            view.Dispose();
            map.Dispose();
        }

        return chunk;
    }

    private static SegmentChunk? Read(MemoryMappedViewAccessor view, long length, MemoryMappedFile map)
    {
        byte[] start = new byte[FixedHead];
        view.ReadArray(0, start, 0, FixedHead);
        int rows = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(8));
        int columns = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(12));
        int tags = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(16));
        long size = FixedHead + (8L * tags) + ((long)PerColumn * columns);
        bool plausible =
            start.AsSpan().StartsWith(Magic)
            && rows >= 0
            && tags >= 0
            && columns == ColumnLayout.Fixed + tags
            && size + SHA256.HashSizeInBytes <= length;
        if (!plausible)
        {
            return null;
        }

        byte[] head = new byte[size];
        byte[] hash = new byte[SHA256.HashSizeInBytes];
        view.ReadArray(0, head, 0, head.Length);
        view.ReadArray(size, hash, 0, hash.Length);
        if (!SHA256.HashData(head).AsSpan().SequenceEqual(hash))
        {
            return null;
        }

        long[] names = new long[tags];
        for (int i = 0; i < tags; i++)
        {
            names[i] = BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(FixedHead + (8 * i)));
        }

        StoredColumn[] stored = new StoredColumn[columns];
        for (int i = 0; i < columns; i++)
        {
            ReadOnlySpan<byte> entry = head.AsSpan(FixedHead + (8 * tags) + (PerColumn * i), PerColumn);
            stored[i] = new(
                BinaryPrimitives.ReadInt64LittleEndian(entry),
                BinaryPrimitives.ReadInt64LittleEndian(entry[8..]),
                entry[16],
                BinaryPrimitives.ReadInt64LittleEndian(entry[24..])
            );
        }

        StoredColumn last = stored[^1];
        return last.Offset + ((long)last.Width * rows) <= length
            ? new SegmentChunk(map, view, rows, names, stored)
            : null;
    }

    private static void WriteValues(FileStream file, Chunk chunk, int column)
    {
        (long least, long most) = chunk.Bounds(column);
        int width = StoredValues.WidthOf(least, most);
        byte[] bytes = new byte[Padded((long)width * chunk.Rows)];
        long[] values = new long[chunk.Rows];
        chunk.Read(column, 0, values);
        StoredValues.Narrow(values, width, least, bytes.AsSpan(0, width * chunk.Rows));
        file.Write(bytes);
    }

    /// <summary>Every column begins at a multiple of 64 bytes after the first, a cache line.</summary>
    private static long Padded(long bytes) => (bytes + 63) & ~63L;
}

/// <summary>Where a column of a segment is, and how it is stored.</summary>
/// <param name="Least">Smallest value; stored values are above it.</param>
/// <param name="Most">Largest value.</param>
/// <param name="Width">Bytes of a value: 0, 1, 2, 4 or 8.</param>
/// <param name="Offset">Where its values begin in the file.</param>
internal readonly record struct StoredColumn(long Least, long Most, int Width, long Offset);
