using System.Diagnostics;

namespace TokenLedger.Ledger;

/// <summary>How long something took, counted in fixed buckets. One thread notes, any may read.</summary>
/// <param name="bounds">Upper bounds of the buckets in microseconds, rising; one more holds what is longer.</param>
public sealed class DurationTally(IReadOnlyList<long> bounds)
{
    private readonly long[] _counts = new long[bounds.Count + 1];
    private long _ticks;

    /// <summary>Upper bounds of the buckets in microseconds.</summary>
    public IReadOnlyList<long> Bounds { get; } = bounds;

    /// <summary>Notes one duration.</summary>
    /// <param name="from">When it began, as <see cref="Stopwatch.GetTimestamp"/> says.</param>
    /// <param name="to">When it ended.</param>
    public void Note(long from, long to)
    {
        long micros = (long)((to - from) * (1_000_000.0 / Stopwatch.Frequency));
        int at = 0;
        while (at < Bounds.Count && micros > Bounds[at])
        {
            at++;
        }

        Volatile.Write(ref _counts[at], _counts[at] + 1);
        Volatile.Write(ref _ticks, _ticks + (to - from));
    }

    /// <summary>What has been counted so far.</summary>
    /// <returns>The count of each bucket (not of those below it), and the sum in microseconds.</returns>
    public (IReadOnlyList<long> Counts, long Micros) Read()
    {
        long[] counts = new long[_counts.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = Volatile.Read(ref _counts[i]);
        }

        return (counts, (long)(Volatile.Read(ref _ticks) * (1_000_000.0 / Stopwatch.Frequency)));
    }
}
