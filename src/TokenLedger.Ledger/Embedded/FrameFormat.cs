using System.Buffers.Binary;
using System.Numerics;
using TokenLedger.Ledger.Merkle;

namespace TokenLedger.Ledger.Embedded;

// A segment file is a row of commit frames and, while it is written, zeros after the last one. Numbers are big-endian.
//
//   offset        bytes  content
//   0             4      magic 89 54 4C 46 ("\x89TLF"; 0x89 before a letter never occurs in UTF-8, so never in an entry)
//   4             1      version, 1
//   5             1      flags, 0
//   6             2      count of entries, 1 to 1,024
//   8             8      sequence of the first entry
//   16            4      payload length P
//   20            32     RFC 6962 root before this frame
//   52            P      entries: 2 bytes length, then the canonical bytes (the encoding of a tlog entry bundle)
//   52 + P        32     RFC 6962 root after this frame
//   84 + P        4      CRC-32C (Castagnoli) of everything before
//
// One frame is one commit: one write, one fdatasync. The next frame is written only when the last one is durable, so
// only the last frame of the last segment can be torn. A frame never crosses a segment's end.
/// <summary>The commit frame, byte by byte; the long form is in <c>docs/ledger-format.md</c>.</summary>
internal static class FrameFormat
{
    public const uint Magic = 0x89544C46;
    public const byte Version = 1;

    /// <summary>Bytes before the payload.</summary>
    public const int HeaderBytes = 52;

    /// <summary>Bytes after the payload.</summary>
    public const int TrailerBytes = TreeHash.Size + 4;

    /// <summary>Most entries of one frame.</summary>
    public const int MostEntries = 1024;

    /// <summary>Most payload bytes of one frame.</summary>
    public const int MostPayload = 1024 * 1024;

    /// <summary>Most bytes of one frame.</summary>
    public const int MostBytes = HeaderBytes + MostPayload + TrailerBytes;

    /// <summary>CRC-32C, eight bytes at a time by the processor's own instruction.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
