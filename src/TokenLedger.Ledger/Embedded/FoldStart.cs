using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Embedded;

/// <summary>From which entry on budgets must be folded: whole segments before their windows are passed over.</summary>
internal static class FoldStart
{
    /// <summary>The position.</summary>
    /// <param name="book">The budgets.</param>
    /// <param name="readers">The segments.</param>
    /// <param name="size">Durable entries.</param>
    public static long Of(BudgetBook book, SegmentReaders readers, long size)
    {
        if (size == 0 || book.Plans.Count == 0)
        {
            return size;
        }

        // Windows are judged at the time of recording, which never goes back: the last entry's is the earliest that counts.
        long needed = book.NeedsFrom(RecordedAt(readers, size - 1, size));
        long low = 0;
        long high = (size - 1) / SegmentPath.Entries;
        while (low < high)
        {
            long middle = (low + high + 1) / 2;
            bool isBefore = RecordedAt(readers, middle * SegmentPath.Entries, size) <= needed;
            (low, high) = isBefore ? (middle, high) : (low, middle - 1);
        }

        return low * SegmentPath.Entries;
    }

    private static long RecordedAt(SegmentReaders readers, long sequence, long size)
    {
        StoredEntry entry = readers.Read(sequence, size, 1)[0];
        _ = CanonicalScan.Read(entry.Bytes.Span, out EntryFacts facts);
        return EntryTime.Instant(facts.RecordedAt).Ticks;
    }
}
