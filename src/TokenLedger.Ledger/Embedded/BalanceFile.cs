using System.Buffers.Binary;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Merkle;
using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Embedded;

// state/balances, the balances before entry SIZE. Numbers of the head are big-endian.
//
//   0   8      magic "TLBAL002"
//   8   8      size of the ledger
//   16  32     tree root at that size
//   48  ..     the balances (BudgetBalances.Save)
//   ..  4      CRC-32C of everything before
/// <summary>
/// The balances at a position of the ledger, so that a start folds only what came after. Derived: may be deleted. The root
/// binds it to this ledger's entries, and what decides a budget.s fold, beside it, to its rules.
/// </summary>
internal static class BalanceFile
{
    private const int HeadBytes = 48;

    private static ReadOnlySpan<byte> Magic => "TLBAL002"u8;

    /// <summary>Writes the balances.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="balances">The balances.</param>
    /// <param name="head">What they are the fold of.</param>
    public static void Write(ILedgerFiles files, BudgetBalances balances, LedgerHead head)
    {
        using MemoryStream stream = new();
        Span<byte> begin = stackalloc byte[HeadBytes];
        Magic.CopyTo(begin);
        BinaryPrimitives.WriteInt64BigEndian(begin[8..], head.Size);
        head.Root.Span.CopyTo(begin[16..]);
        stream.Write(begin);
        balances.Save(stream);
        Span<byte> crc = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, FrameFormat.Crc(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        stream.Write(crc);
        files.Replace(SegmentPath.Balances, stream.GetBuffer().AsSpan(0, (int)stream.Length), durable: false);
    }

    /// <summary>Reads the balances of those budgets that count as they did.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="book">The budgets wanted.</param>
    /// <param name="tree">This ledger's tree.</param>
    /// <param name="size">Its durable size.</param>
    /// <returns>The balances and their position; null when there are none of this ledger: then history is folded.</returns>
    public static (BudgetBalances Balances, long Position)? Read(
        ILedgerFiles files,
        BudgetBook book,
        TreeReader tree,
        long size
    )
    {
        byte[]? bytes = files.ReadAll(SegmentPath.Balances);
        if (bytes is null || !IsIntact(bytes))
        {
            return null;
        }

        long position = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(8));
        if (position > size || !tree.Root(position).AsSpan().SequenceEqual(bytes.AsSpan(16, TreeHash.Size)))
        {
            return null;
        }

        using MemoryStream stream = new(bytes, HeadBytes, bytes.Length - HeadBytes - 4);
        return (BudgetBalances.Load(stream, book), position);
    }

    private static bool IsIntact(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= HeadBytes + 4
        && bytes.StartsWith(Magic)
        && BinaryPrimitives.ReadUInt32BigEndian(bytes[^4..]) == FrameFormat.Crc(bytes[..^4]);
}
