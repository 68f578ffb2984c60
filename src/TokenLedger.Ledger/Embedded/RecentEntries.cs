using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// The newest entries, handed from the writer to those who follow the log: followers at the head read neither the disk nor
/// parse what was just encoded, however many they are. Whoever is further behind reads the segments. What all of them have
/// read is let go: every entry kept is one that each collection of garbage has to move. Thread-safe.
/// </summary>
internal sealed class RecentEntries
{
    /// <summary>
    /// Most entries kept for the slowest follower. Followers of a busy ledger come by each eighth of it
    /// (<see cref="Gathering"/>).
    /// </summary>
    public const int Places = 8_192;

    /// <summary>Most canonical bytes kept; with what they were encoded from they take about four times as much.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    /// <summary>How long entries are kept while more come: every follower rests less.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromSeconds(2);

    private readonly StoredEntry[] _entries = new StoredEntry[Places];
    private readonly Queue<(long End, long At)> _commits = [];
    private readonly ReadPlaces _places = new();
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private long _first;
    private long _end;
    private long _bytes;

    public RecentEntries(TimeProvider time) => _time = time;

    /// <summary>Takes the entries of one commit, durable but not yet published.</summary>
    /// <param name="committed">The entries, in order.</param>
    public void Add(IReadOnlyList<StoredEntry> committed)
    {
        lock (_gate)
        {
            if (committed[0].Sequence != _end)
            {
                Forget(_end);
                _first = committed[0].Sequence;
            }

            for (int i = 0; i < committed.Count; i++)
            {
                Forget(committed[i].Sequence + 1 - Places);
                _entries[committed[i].Sequence % Places] = committed[i];
                _bytes += committed[i].Bytes.Length;
            }

            _end = committed[^1].Sequence + 1;
            _commits.Enqueue((_end, _time.GetTimestamp()));
            DropOld();
        }
    }

    /// <summary>Entries from a sequence on, in order.</summary>
    /// <returns>Null when the first of them is not kept: then all are to be read from the segments.</returns>
    public List<StoredEntry>? Read(long from, long end, int most)
    {
        lock (_gate)
        {
            end = Math.Min(end, _end);
            if (from < _first || from >= end)
            {
                return null;
            }

            int count = (int)Math.Min(most, end - from);
            List<StoredEntry> entries = new(count);
            for (long sequence = from; sequence < from + count; sequence++)
            {
                entries.Add(_entries[sequence % Places]);
            }

            Move(from, from + count);
            return entries;
        }
    }

    /// <summary>Notes what was read from the segments: whoever comes near the head is waited for from then on.</summary>
    /// <param name="from">The first entry read.</param>
    /// <param name="to">The one after the last.</param>
    public void NoteRead(long from, long to)
    {
        lock (_gate)
        {
            if (to >= _first && to > from)
            {
                Move(from, to);
            }
        }
    }

    private void Move(long from, long to)
    {
        _places.Move(from, to);
        if (_places.Last is { } last)
        {
            Forget(last);
        }
    }

    private void DropOld()
    {
        while (_commits.Peek() is var (end, at) && end < _end && (_bytes > MostBytes || IsOld(at)))
        {
            _commits.Dequeue();
            Forget(end);
        }
    }

    private bool IsOld(long at) => _time.GetElapsedTime(at) > Age;

    private void Forget(long before)
    {
        for (; _first < Math.Min(before, _end); _first++)
        {
            _bytes -= _entries[_first % Places].Bytes.Length;
            _entries[_first % Places] = default;
        }

        _places.Forget(_first);
    }
}
