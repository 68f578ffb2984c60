using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Embedded;

namespace TokenLedger.Ledger.Control;

// control.state, the documents in force before an entry.
//
//   8 bytes    magic "TLCTRL06"
//   16 bytes   version of what checked the budgets: the module version of TokenLedger.Accounting
//   blocks     4 bytes length, 4 bytes CRC-32C, so many bytes; the last has length 0
//
// The first block holds the position (8 bytes), the SHA-256 of the entry before it (32), the count of documents, and a
// count and so many texts of which many documents have the same: their kinds and who set them. The others hold whole
// documents: number of the kind, id, revision (8), changed at in UTC ticks (8), number of who set it or -1, length and UTF-8
// of the JSON, and a byte: 1 when the document is a budget whose BudgetBytes follow. Numbers are little-endian, those of
// texts, lengths and counts 4 bytes; texts have their length before them as BinaryWriter writes it.
/// <summary>
/// The file that spares a start from reading the whole ledger. It holds nothing that the ledger does not: lost, damaged or
/// of another ledger, it is folded again. In blocks, so that 100,000 documents leave no large pieces of memory behind.
/// </summary>
internal static class ControlFile
{
    /// <summary>Bytes of a block from which on it is written.</summary>
    private const int FullBlock = 32 * 1024;

    /// <summary>A longer block is none: the longest document is far below.</summary>
    private const int LongestBlock = 1024 * 1024;

    private const int HashBytes = 32;
    private const int CheckerBytes = 16;

    private static ReadOnlySpan<byte> Magic => "TLCTRL06"u8;

    /// <summary>What checks budgets now.</summary>
    private static Guid Checker { get; } = typeof(BudgetCheck).Module.ModuleVersionId;

    /// <summary>Reads the file.</summary>
    /// <returns>Null when there is none, or none that is whole.</returns>
    public static ControlState? Read(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, FullBlock);
            using BinaryReader reader = new(file);
            return reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic)
                ? Read(reader, isChecked: new Guid(reader.ReadBytes(CheckerBytes)) == Checker)
                : null;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Replaces the file. It is complete before it is visible.</summary>
    /// <param name="path">The file.</param>
    /// <param name="position">How many entries the documents follow from.</param>
    /// <param name="before">SHA-256 of the last of them.</param>
    /// <param name="documents">The documents in force there.</param>
    /// <param name="known">Says the budget of a document, checked, without reading it; null where it must be read.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public static void Write(
        string path,
        long position,
        byte[] before,
        IReadOnlyList<ControlDocument> documents,
        Func<ControlDocument, Budget?>? known = null
    )
    {
        using (FileStream file = new(path + ".new", FileMode.Create, FileAccess.Write))
        using (BinaryWriter writer = new(file))
        {
            writer.Write(Magic);
            writer.Write(Checker.ToByteArray());
            Write(writer, position, before, documents, known);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private static void Write(
        BinaryWriter to,
        long position,
        byte[] before,
        IReadOnlyList<ControlDocument> documents,
        Func<ControlDocument, Budget?>? known
    )
    {
        string[] shared =
        [
            .. documents.SelectMany(one => one.Actor is { } actor ? new[] { one.Kind, actor } : [one.Kind]).Distinct(),
        ];
        Dictionary<string, int> numbers = shared.Index().ToDictionary(one => one.Item, one => one.Index);
        using MemoryStream block = new();
        using BinaryWriter writer = new(block);
        BudgetBytes bytes = new();
        writer.Write(position);
        writer.Write(before);
        writer.Write(documents.Count);
        writer.Write(shared.Length);
        Array.ForEach(shared, writer.Write);
        Flush(block, to);
        foreach (ControlDocument document in documents)
        {
            writer.Write(numbers[document.Kind]);
            writer.Write(document.Id);
            writer.Write(document.Revision);
            writer.Write(document.ChangedAt.UtcTicks);
            writer.Write(document.Actor is { } actor ? numbers[actor] : -1);
            writer.Write(document.Utf8.Length);
            writer.Write(document.Utf8.Span);
            Write(BudgetOf(document, known), bytes, writer);
            if (block.Length >= FullBlock)
            {
                Flush(block, to);
            }
        }

        Flush(block, to);
        to.Write(0);
    }

    /// <summary>The budget that a document says, where it has a form in bytes.</summary>
    private static Budget? BudgetOf(ControlDocument document, Func<ControlDocument, Budget?>? known)
    {
        Budget? budget =
            document.Kind == ControlKinds.Budget
                ? known?.Invoke(document) ?? BudgetJson.Read(document.Utf8.Span, document.Id).Budget
                : null;
        return budget is not null && BudgetBytes.Has(budget) ? budget : null;
    }

    private static void Write(Budget? budget, BudgetBytes bytes, BinaryWriter to)
    {
        to.Write(budget is not null);
        if (budget is not null)
        {
            bytes.Write(budget, to);
        }
    }

    private static void Flush(MemoryStream block, BinaryWriter to)
    {
        ReadOnlySpan<byte> bytes = block.GetBuffer().AsSpan(0, (int)block.Length);
        if (bytes.Length > 0)
        {
            to.Write(bytes.Length);
            to.Write(FrameFormat.Crc(bytes));
            to.Write(bytes);
        }

        block.SetLength(0);
    }

    private static ControlState? Read(BinaryReader from, bool isChecked)
    {
        using MemoryStream block = new();
        using BinaryReader reader = new(block);
        if (!NextBlock(from, block))
        {
            return null;
        }

        long position = reader.ReadInt64();
        byte[] before = reader.ReadBytes(HashBytes);
        int count = reader.ReadInt32();
        List<ControlDocument> documents = new(count);
        List<Budget?> budgets = new(count);
        BudgetBytes bytes = new();
        string[] shared = new string[reader.ReadInt32()];
        for (int i = 0; i < shared.Length; i++)
        {
            shared[i] = reader.ReadString();
        }

        while (NextBlock(from, block))
        {
            while (block.Position < block.Length)
            {
                ControlDocument document = Document(reader, shared);
                documents.Add(document);
                budgets.Add(reader.ReadBoolean() ? bytes.Read(document.Id, reader) : null);
            }
        }

        return documents.Count == count
            ? new(position, before, documents, budgets) { AreChecked = isChecked && bytes.HaveTimeZones }
            : null;
    }

    /// <summary>Reads a block; false at the end, where its length is 0, or when it is not as it was written.</summary>
    private static bool NextBlock(BinaryReader from, MemoryStream block)
    {
        int length = from.ReadInt32();
        if (length is <= 0 or > LongestBlock)
        {
            return false;
        }

        uint crc = from.ReadUInt32();
        block.SetLength(length);
        block.Position = 0;
        Span<byte> bytes = block.GetBuffer().AsSpan(0, length);
        from.BaseStream.ReadExactly(bytes);
        return FrameFormat.Crc(bytes) == crc;
    }

    private static ControlDocument Document(BinaryReader reader, string[] shared)
    {
        string kind = shared[reader.ReadInt32()];
        string id = reader.ReadString();
        long revision = reader.ReadInt64();
        DateTimeOffset changedAt = new(reader.ReadInt64(), TimeSpan.Zero);
        int actor = reader.ReadInt32();
        return new(
            kind,
            id,
            reader.ReadBytes(reader.ReadInt32()),
            revision,
            changedAt,
            actor < 0 ? null : shared[actor]
        );
    }
}

/// <summary>What the file of control documents holds.</summary>
/// <param name="Position">Entries from there on are not in it.</param>
/// <param name="EntryBefore">SHA-256 of the entry before the position; zeros when there is none.</param>
/// <param name="Documents">The documents in force there.</param>
/// <param name="Budgets">
/// For each document the budget it says, as it was when the file was written; null where the document itself must be read.
/// </param>
public sealed record ControlState(
    long Position,
    ReadOnlyMemory<byte> EntryBefore,
    IReadOnlyList<ControlDocument> Documents,
    IReadOnlyList<Budget?> Budgets
)
{
    /// <summary>Whether this very program has found them right on a machine that knew their time zones, as this one does.</summary>
    public bool AreChecked { get; init; }
}
