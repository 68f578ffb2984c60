using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TokenLedger.Reporting.Columns;

// The newest rows on disk: one record for each batch, appended. Numbers before the payload are little-endian.
//
//   4      bytes of the payload
//   32     SHA-256 of the payload
//   ..     payload: position after the batch, rows, and for each row its fixed values, the count of its tags, and for each
//          of them the numbers of name and value; all as 7-bit groups, low first, of the zig-zag form
/// <summary>Appends batches of rows, and reads them back up to the first that is not whole.</summary>
internal static class TailFile
{
    private const int Head = sizeof(int) + SHA256.HashSizeInBytes;

    /// <summary>One record.</summary>
    public static byte[] Encode(long position, IReadOnlyList<ColumnRow> rows)
    {
        using MemoryStream stream = new();
        stream.Write(new byte[Head]);
        using (BinaryWriter writer = new(stream, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            Write(writer, position);
            Write(writer, rows.Count);
            foreach (ColumnRow row in rows)
            {
                foreach (long value in row.Values)
                {
                    Write(writer, value);
                }

                Write(writer, row.Tags.Count);
                foreach ((long name, long value) in row.Tags)
                {
                    Write(writer, name);
                    Write(writer, value);
                }
            }
        }

        byte[] record = stream.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - Head);
        SHA256.HashData(record.AsSpan(Head), record.AsSpan(sizeof(int)));
        return record;
    }

    /// <summary>The bytes of a file that another thread or process appends to; none when there is no file yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">The first byte wanted.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] ReadFrom(string path, long offset)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] bytes = new byte[Math.Max(0, file.Length - offset)];
            file.Position = offset;
            return bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)).ToArray();
        }
        catch (FileNotFoundException)
        {
            return [];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Reads what is whole.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="to">Where the rows go.</param>
    /// <param name="position">The position after the last whole record; as given when there is none.</param>
    /// <returns>Bytes that are whole.</returns>
    public static int Decode(ReadOnlySpan<byte> bytes, TailChunk to, ref long position)
    {
        int at = 0;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        while (bytes.Length - at >= Head)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
            if (length < 2 || length > bytes.Length - at - Head)
            {
                break;
            }

            ReadOnlySpan<byte> payload = bytes.Slice(at + Head, length);
            SHA256.HashData(payload, hash);
            if (!hash.SequenceEqual(bytes.Slice(at + sizeof(int), SHA256.HashSizeInBytes)))
            {
                break;
            }

            position = DecodeBatch(payload, to);
            at += Head + length;
        }

        return at;
    }

    private static long DecodeBatch(ReadOnlySpan<byte> payload, TailChunk to)
    {
        long position = Read(ref payload);
        long rows = Read(ref payload);
        Span<long> values = stackalloc long[ColumnLayout.Fixed];
        List<KeyValuePair<long, long>> tags = [];
        for (long row = 0; row < rows; row++)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = Read(ref payload);
            }

            tags.Clear();
            for (long left = Read(ref payload); left > 0; left--)
            {
                tags.Add(new(Read(ref payload), Read(ref payload)));
            }

            to.Add(values, tags);
        }

        return position;
    }

    private static void Write(BinaryWriter writer, long value) =>
        writer.Write7BitEncodedInt64((value << 1) ^ (value >> 63));

    private static long Read(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        int shift = 0;
        int at = 0;
        byte part;
        do
        {
            part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            shift += 7;
        } while (part >= 0x80);

        bytes = bytes[at..];
        return (long)(value >> 1) ^ -(long)(value & 1);
    }
}
