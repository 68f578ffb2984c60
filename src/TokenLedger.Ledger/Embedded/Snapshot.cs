using System.Buffers.Binary;
using TokenLedger.Ledger.Merkle;

namespace TokenLedger.Ledger.Embedded;

// state/FIRST.snap, the state before entry FIRST. Numbers are big-endian.
//
//   0   8      magic "TLSNAP02"; "TLSNAP01" is the same without top-ups
//   8   8      size of the ledger
//   16  8      last recorded_at, microseconds since the Unix epoch
//   24  4      count of tree peaks, then 32 bytes each, the smallest subtree first
//   ..  4      count of open authorizations, then 16 bytes id and 8 bytes sequence each, by sequence
//   ..  4      count of their top-ups, then 16 bytes id, 16 bytes id of the authorization and 8 bytes sequence each
//   ..  4      CRC-32C of everything before
/// <summary>The state at a segment's start, so that opening replays one segment. Derived: may be deleted.</summary>
internal static class Snapshot
{
    private const int OpenBytes = 24;
    private const int TopUpBytes = 40;

    private static ReadOnlySpan<byte> Magic => "TLSNAP02"u8;

    private static ReadOnlySpan<byte> MagicWithoutTopUps => "TLSNAP01"u8;

    public static byte[] Write(LedgerState state)
    {
        byte[] peaks = state.Tree.Save();
        KeyValuePair<Guid, long>[] open = [.. state.Holds.Open.OrderBy(hold => hold.Value)];
        KeyValuePair<Guid, OpenTopUp>[] topUps = [.. state.Holds.TopUps.OrderBy(topUp => topUp.Value.Sequence)];
        byte[] bytes = new byte[32 + peaks.Length + open.Length * OpenBytes + 4 + topUps.Length * TopUpBytes + 4];
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
            rest = rest[OpenBytes..];
        }

        BinaryPrimitives.WriteInt32BigEndian(rest, topUps.Length);
        rest = rest[4..];
        foreach ((Guid id, OpenTopUp topUp) in topUps)
        {
            id.TryWriteBytes(rest, bigEndian: true, out _);
            topUp.Authorization.TryWriteBytes(rest[16..], bigEndian: true, out _);
            BinaryPrimitives.WriteInt64BigEndian(rest[32..], topUp.Sequence);
            rest = rest[TopUpBytes..];
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
            || !(bytes.StartsWith(Magic) || bytes.StartsWith(MagicWithoutTopUps))
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
        for (int i = 0; i < open; i++, rest = rest[OpenBytes..])
        {
            state.Holds.Restore(new Guid(rest[..16], bigEndian: true), BinaryPrimitives.ReadInt64BigEndian(rest[16..]));
        }

        if (bytes.StartsWith(Magic))
        {
            ReadTopUps(rest, state.Holds);
        }

        return state;
    }

    private static void ReadTopUps(ReadOnlySpan<byte> rest, OpenHolds holds)
    {
        int topUps = BinaryPrimitives.ReadInt32BigEndian(rest);
        rest = rest[4..];
        for (int i = 0; i < topUps; i++, rest = rest[TopUpBytes..])
        {
            Guid authorization = new(rest.Slice(16, 16), bigEndian: true);
            long sequence = BinaryPrimitives.ReadInt64BigEndian(rest[32..]);
            holds.Restore(new Guid(rest[..16], bigEndian: true), new OpenTopUp(authorization, sequence));
        }
    }
}
