using System.Collections.Concurrent;

namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Remembers what sealed segments answered. They never change, so a question asked again reads only what is new, and what
/// lies across an edge of its window. Used by any thread.
/// </summary>
internal sealed class PartialMemory
{
    /// <summary>Most memory, in bytes: 128 MiB, so that a question of a few thousand groups over ten million rows fits. Beyond it everything is forgotten and learned again.</summary>
    public const long MostBytes = 128L << 20;

    /// <summary>Most groups of an answer worth remembering: with more, merging costs as much as reading again.</summary>
    public const int MostGroups = 4096;

    private readonly ConcurrentDictionary<(SegmentChunk Segment, string Shape), PartialSums> _known = [];
    private long _bytes;

    /// <summary>Answers remembered.</summary>
    public int Count => _known.Count;

    /// <summary>What a segment answered; null when it is not known.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="shape">The question without its window, see <see cref="ScanQuery.Shape()"/>.</param>
    public PartialSums? Find(SegmentChunk segment, string shape) =>
        _known.TryGetValue((segment, shape), out PartialSums? part) ? part : null;

    /// <summary>Remembers an answer.</summary>
    public void Keep(SegmentChunk segment, string shape, PartialSums part)
    {
        if (Interlocked.Add(ref _bytes, part.Bytes) > MostBytes)
        {
            _known.Clear();
            Interlocked.Exchange(ref _bytes, part.Bytes);
        }

        _known[(segment, shape)] = part;
    }
}
