using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TokenLedger.Gateway.Booking;

/// <summary>
/// The file that spares a start from reading the whole ledger. All numbers are big-endian: <c>TLONCE02</c>; 8 bytes
/// position in the ledger; SHA-256 of the entry before it; then for answers, keys for retries, awaited answers and results
/// of batches 4 bytes count and 16 bytes each; then SHA-256 of everything before. It holds nothing that the ledger does
/// not: without it, or when it is damaged or of another ledger, everything is read from the ledger again.
/// </summary>
internal static class BookedFile
{
    private const int KeyBytes = 16;
    private const int Kinds = 4;

    private static ReadOnlySpan<byte> Magic => "TLONCE02"u8;

    /// <summary>Reads the file.</summary>
    /// <returns>Null when there is none, or none that can be used.</returns>
    public static Booked? Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        int end = bytes.Length - SHA256.HashSizeInBytes;
        bool whole =
            end >= Magic.Length + sizeof(long) + SHA256.HashSizeInBytes
            && bytes.AsSpan().StartsWith(Magic)
            && SHA256.HashData(bytes.AsSpan(0, end)).AsSpan().SequenceEqual(bytes.AsSpan(end));
        return whole ? Parse(bytes.AsSpan(Magic.Length, end - Magic.Length)) : null;
    }

    private static Booked Parse(ReadOnlySpan<byte> bytes)
    {
        long position = BinaryPrimitives.ReadInt64BigEndian(bytes);
        byte[] before = bytes.Slice(sizeof(long), SHA256.HashSizeInBytes).ToArray();
        bytes = bytes[(sizeof(long) + SHA256.HashSizeInBytes)..];
        List<UInt128[]> keys = [];
        for (int kind = 0; kind < Kinds; kind++)
        {
            UInt128[] read = new UInt128[BinaryPrimitives.ReadInt32BigEndian(bytes)];
            bytes = bytes[sizeof(int)..];
            for (int i = 0; i < read.Length; i++)
            {
                read[i] = BinaryPrimitives.ReadUInt128BigEndian(bytes[(i * KeyBytes)..]);
            }

            bytes = bytes[(read.Length * KeyBytes)..];
            keys.Add(read);
        }

        return new(position, before, keys);
    }

    /// <summary>Replaces the file. It is complete before it is visible.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public static void Write(string path, Booked booked)
    {
        ArgumentNullException.ThrowIfNull(booked);
        int at = Magic.Length + sizeof(long) + SHA256.HashSizeInBytes;
        int length = at + booked.Keys.Sum(some => sizeof(int) + some.Length * KeyBytes);
        byte[] bytes = new byte[length + SHA256.HashSizeInBytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(Magic.Length), booked.Position);
        booked.EntryBefore.CopyTo(bytes.AsMemory(Magic.Length + sizeof(long)));
        foreach (UInt128[] some in booked.Keys)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), some.Length);
            at += sizeof(int);
            foreach (UInt128 key in some)
            {
                BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(at), key);
                at += KeyBytes;
            }
        }

        SHA256.HashData(bytes.AsSpan(0, length)).CopyTo(bytes.AsSpan(length));
        File.WriteAllBytes(path + ".new", bytes);
        File.Move(path + ".new", path, overwrite: true);
    }
}

/// <summary>What the file holds.</summary>
/// <param name="Position">Entries from there on are not in it.</param>
/// <param name="EntryBefore">SHA-256 of the entry before the position; zeros when there is none.</param>
/// <param name="Keys">The keys of each kind, oldest first.</param>
internal sealed record Booked(long Position, ReadOnlyMemory<byte> EntryBefore, IReadOnlyList<UInt128[]> Keys);
