using System.Collections.Concurrent;

namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Remembers what spans of sealed segments answered. Those never change, so a question asked again reads only what is new,
/// and what lies across an edge of its window. What was not asked for longest is forgotten first, but before it the parts
/// of what is kept for whole runs. Used by any thread.
/// </summary>
internal sealed class PartialMemory
{
    /// <summary>Most memory, in bytes: 384 MiB, so that what dashboards ask over ten million rows fits.</summary>
    public const long MostBytes = 384L << 20;

    /// <summary>Most memory of the answer of one span, in bytes: 24 MiB.</summary>
    public const long MostOfOne = MostBytes / 16;

    /// <summary>Most memory of the answer of a whole run that is kept from one question to the next, in bytes: 128 MiB.</summary>
    public const long MostOfRun = MostBytes / 3;

    /// <summary>Questions known to have many groups, or to have been asked; with more, all are found out anew.</summary>
    private const int MostMany = 1000;

    private readonly ConcurrentDictionary<(int First, int Count, string Inner, string Shape), Kept> _known = [];
    private readonly ConcurrentDictionary<string, bool> _many = [];
    private readonly ConcurrentDictionary<string, bool> _asked = [];
    private readonly Lock _forgetting = new();
    private long _bytes;
    private long _uses;

    /// <summary>Answers remembered.</summary>
    public int Count => _known.Count;

    /// <summary>What a span answered; null when it is not known.</summary>
    /// <param name="span">The span.</param>
    /// <param name="shape">The question without its window, see <see cref="ScanQuery.Shape()"/>.</param>
    public T? Find<T>(ChunkSpan span, string shape)
        where T : class, IRemembered
    {
        if (!_known.TryGetValue((span.First, span.Count, span.Inner, shape), out Kept? kept))
        {
            return null;
        }

        kept.Used = Interlocked.Increment(ref _uses);
        return kept.Part as T;
    }

    /// <summary>Remembers an answer.</summary>
    /// <param name="span">The span.</param>
    /// <param name="shape">The question without its window.</param>
    /// <param name="part">The answer.</param>
    /// <param name="isSpare">Whether a whole run is made of it and kept too: then it is forgotten before others.</param>
    /// <returns>Whether it was small enough to be.</returns>
    public bool Keep(ChunkSpan span, string shape, IRemembered part, bool isSpare = false) =>
        Keep(span, shape, new Kept(part) { IsSpare = isSpare }, MostOfOne);

    private bool Keep(ChunkSpan span, string shape, Kept kept, long most)
    {
        if (kept.Part.Bytes > most)
        {
            return false;
        }

        kept.Used = Interlocked.Increment(ref _uses);
        if (_known.TryAdd((span.First, span.Count, span.Inner, shape), kept))
        {
            Interlocked.Add(ref _bytes, BytesOf(span.Inner, shape, kept.Part));
            ForgetOldest();
        }

        return true;
    }

    /// <summary>What the longest run of segments answered that begins with a run and ends before it does; null for none.</summary>
    public (ChunkSpan Span, T Answer)? FindBefore<T>(ChunkSpan run, string shape)
        where T : class, IRemembered
    {
        for (int count = run.Count - 1; count > 0; count--)
        {
            ChunkSpan span = run with { Count = count };
            if (Find<T>(span, shape) is { } known)
            {
                return (span, known);
            }
        }

        return null;
    }

    /// <summary>Remembers the answer of a run in the place of that of the shorter run that it was made of.</summary>
    public void Replace(ChunkSpan? before, ChunkSpan run, string shape, IRemembered part)
    {
        bool isKept = Keep(run, shape, new Kept(part), MostOfRun);
        if (isKept && before is { } old && _known.TryRemove((old.First, old.Count, old.Inner, shape), out Kept? kept))
        {
            Interlocked.Add(ref _bytes, -BytesOf(old.Inner, shape, kept.Part));
        }
    }

    /// <summary>Whether a question is known to have many groups, so that trying another way first is of no use.</summary>
    public bool HasMany(string shape) => _many.ContainsKey(shape);

    /// <summary>Notes that a question has many groups.</summary>
    public void NoteMany(string shape) => Note(_many, shape);

    /// <summary>Whether a question has not been asked before; from now on it has.</summary>
    public bool IsFirst(string shape) => Note(_asked, shape);

    private static bool Note(ConcurrentDictionary<string, bool> shapes, string shape)
    {
        if (shapes.Count >= MostMany)
        {
            shapes.Clear();
        }

        return shapes.TryAdd(shape, true);
    }

    /// <summary>Forgets the oldest quarter when there is too much, what can be spared before all else.</summary>
    private void ForgetOldest()
    {
        if (Interlocked.Read(ref _bytes) <= MostBytes)
        {
            return;
        }

        lock (_forgetting)
        {
            foreach (
                ((int, int, string Inner, string Shape) key, Kept kept) in _known
                    .ToArray()
                    .OrderBy(one => one.Value.IsSpare ? 0 : 1)
                    .ThenBy(one => one.Value.Used)
            )
            {
                if (Interlocked.Read(ref _bytes) <= MostBytes / 4 * 3)
                {
                    return;
                }

                if (_known.TryRemove(new(key, kept)))
                {
                    Interlocked.Add(ref _bytes, -BytesOf(key.Inner, key.Shape, kept.Part));
                }
            }
        }
    }

    private static long BytesOf(string inner, string shape, IRemembered part) =>
        part.Bytes + (sizeof(char) * (inner.Length + shape.Length));

    private sealed class Kept(IRemembered part)
    {
        public IRemembered Part { get; } = part;
        public bool IsSpare { get; init; }
        public long Used { get; set; }
    }
}
