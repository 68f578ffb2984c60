using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger;

/// <summary>
/// What an entry in memory was encoded from, so that those who follow the log need not parse it. It reads exactly as its
/// bytes do; the first who asks makes it, for all.
/// </summary>
internal sealed class AppendedEntry(Entry appended, long recordedAt)
{
    private Entry? _recorded;

    /// <summary>The entry as it was recorded.</summary>
    public Entry Entry => _recorded ??= appended.AsRecorded(recordedAt);
}
