using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Embedded;

/// <summary>Reads entries by sequence across segments; keeps a bounded number of segments open. Thread-safe.</summary>
internal sealed class SegmentReaders(ILedgerFiles files) : IDisposable
{
    /// <summary>Segments kept open; a segment's marks take at most 4 KiB.</summary>
    public const int MostOpen = 128;

    /// <summary>Entry bytes handed out by one read, about.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, SegmentReader> _open = [];
    private readonly Queue<long> _oldest = [];

    /// <summary>Entries [from, end), at most <paramref name="most"/> and about <see cref="MostBytes"/>.</summary>
    /// <exception cref="InvalidDataException">A segment is damaged or missing.</exception>
    public List<StoredEntry> Read(long from, long end, int most)
    {
        List<StoredEntry> entries = [];
        while (from < end && entries.Count < most)
        {
            long first = SegmentPath.FirstOf(from);
            long stop = Math.Min(end, first + SegmentPath.Entries);
            Of(first).Read(from, stop, most, MostBytes, entries);
            from = entries[^1].Sequence + 1;
            if (from < stop)
            {
                break;
            }
        }

        return entries;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (SegmentReader reader in _open.Values)
            {
                reader.Dispose();
            }

            _open.Clear();
        }
    }

    private SegmentReader Of(long first)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(first, out SegmentReader? reader))
            {
                return reader;
            }

            ILogFile file =
                files.OpenRead(SegmentPath.Of(first))
                ?? throw new InvalidDataException($"The segment {SegmentPath.Of(first)} is missing.");
            reader = new SegmentReader(file, first);
            _open.Add(first, reader);
            _oldest.Enqueue(first);
            if (_oldest.Count > MostOpen)
            {
                // Not disposed here: another thread may be reading from it; its handle closes when collected.
                _open.Remove(_oldest.Dequeue());
            }

            return reader;
        }
    }
}
