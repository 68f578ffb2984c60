namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Answers questions by reading the columns they are about, all rows of the window, on every core. No index and no sums
/// made beforehand: so any question is answered by what the ledger says, at the speed of memory. What a sealed segment has
/// answered once is remembered where there is a <see cref="PartialMemory"/>.
/// </summary>
internal static class Scan
{
    /// <summary>Runs a question.</summary>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public static ScanResult Run(ColumnView view, ScanQuery query) => TryRun(view, query, int.MaxValue)!;

    /// <summary>Runs a question unless it has many groups: those do not fit the caches, see <see cref="HeavyGroups"/>.</summary>
    /// <returns>Null when a thread has found more groups than <paramref name="most"/>.</returns>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public static ScanResult? TryRun(ColumnView view, ScanQuery query, int most)
    {
        bool tooMany = false;
        int next = -1;
        IReadOnlyList<Chunk> chunks = view.Chunks;
        int workers = Math.Clamp(Environment.ProcessorCount, 1, chunks.Count);
        ScanWorker[] work = new ScanWorker[workers];
        Parallel.For(
            0,
            workers,
            worker =>
            {
                ChunkReader reader = new(query);
                work[worker] = reader.Worker;
                for (int i; (i = Interlocked.Increment(ref next)) < chunks.Count && !Volatile.Read(ref tooMany); )
                {
                    reader.Read(chunks[i]);
                    if (reader.Worker.Groups > most)
                    {
                        Volatile.Write(ref tooMany, true);
                    }
                }
            }
        );
        if (tooMany)
        {
            return null;
        }

        for (int i = 1; i < workers; i++)
        {
            work[0].Merge(work[i].Part(), period: null);
        }

        return work[0].Result();
    }
}
