using System.Buffers.Binary;
using TokenLedger.Ledger.Merkle;

namespace TokenLedger.Ledger.Embedded;

// state/FIRST.snap, the state before entry FIRST. Numbers are big-endian.
//
//   0   8      magic "TLSNAP01"
//   8   8      size of the ledger
//   16  8      last recorded_at, microseconds since the Unix epoch
//   24  4      count of tree peaks, then 32 bytes each, the smallest subtree first
//   ..  4      count of open authorizations, then 16 bytes id and 8 bytes sequence each, by sequence
//   ..  4      CRC-32C of everything before
/// <summary>The state at a segment's start, so that opening replays one segment. Derived: may be deleted.</summary>
internal static class Snapshot
{
    private static ReadOnlySpan<byte> Magic => "TLSNAP01"u8;

    public static byte[] Write(LedgerState state)
    {
        byte[] peaks = state.Tree.Save();
        KeyValuePair<Guid, long>[] open = [.. state.Holds.Open.OrderBy(hold => hold.Value)];
        byte[] bytes = new byte[32 + peaks.Length + open.Length * 24 + 4];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), state.Tree.Size);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(16), state.LastRecordedAt);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(24), peaks.Length / TreeHash.Size);
        peaks.CopyTo(bytes, 28);
        Span<byte> rest = bytes.AsSpan(28 + peaks.Length);
        BinaryPrimitives.WriteInt32BigEndian(rest, open.Length);
        rest = rest[4..];
        foreach ((Guid id, long sequence) in open)
        {
            id.TryWriteBytes(rest, bigEndian: true, out _);
            BinaryPrimitives.WriteInt64BigEndian(rest[16..], sequence);
            rest = rest[24..];
        }

        BinaryPrimitives.WriteUInt32BigEndian(rest, FrameFormat.Crc(bytes.AsSpan(0, bytes.Length - 4)));
        return bytes;
    }

    /// <summary>Reads a snapshot.</summary>
    /// <returns>Null when the bytes are not an intact snapshot of that size: then the log is replayed instead.</returns>
    public static LedgerState? Read(ReadOnlySpan<byte> bytes, long size)
    {
        if (
            bytes.Length < 36
            || !bytes.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32BigEndian(bytes[^4..]) != FrameFormat.Crc(bytes[..^4])
            || BinaryPrimitives.ReadInt64BigEndian(bytes[8..]) != size
        )
        {
            return null;
        }

        int peaks = BinaryPrimitives.ReadInt32BigEndian(bytes[24..]) * TreeHash.Size;
        LedgerState state = new()
        {
            Tree = Frontier.Restore(size, bytes.Slice(28, peaks)),
            LastRecordedAt = BinaryPrimitives.ReadInt64BigEndian(bytes[16..]),
        };
        int open = BinaryPrimitives.ReadInt32BigEndian(bytes[(28 + peaks)..]);
        ReadOnlySpan<byte> rest = bytes[(32 + peaks)..];
        for (int i = 0; i < open; i++, rest = rest[24..])
        {
            state.Holds.Restore(new Guid(rest[..16], bigEndian: true), BinaryPrimitives.ReadInt64BigEndian(rest[16..]));
        }

        return state;
    }
}
