using System.Collections.Concurrent;

namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Answers questions by reading the columns they are about, all rows of the window, on every core. No index and no sums
/// made beforehand: so any question is answered by what the ledger says, at the speed of memory. What sealed segments have
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
        PartialMemory? memory = query.IsKept ? view.Memory : null;
        string shape = memory is null ? "" : query.Shape();
        if (most < int.MaxValue && memory?.HasMany(shape) == true)
        {
            return null;
        }

        List<ChunkSpan> spans = memory is not null
            ? SpanPlan.Of(view, query, span => memory.Find<PartialSums>(span, shape) is not null)
            : SpanPlan.Plain(view, 1);
        bool isNew = memory is null || !spans.Exists(span => memory.Find<PartialSums>(span, shape) is not null);
        if (most < int.MaxValue && isNew && GroupSample.HasMore(view, query, most))
        {
            memory?.NoteMany(shape);
            return null;
        }

        bool tooMany = false;
        ConcurrentBag<ScanWorker> work = [];
        view.Pace.ForEach(
            spans.Count,
            () =>
            {
                SpanReader reader = new(view, query, memory, shape, most);
                work.Add(reader.Worker);
                return reader;
            },
            (reader, i) =>
            {
                if (!Volatile.Read(ref tooMany) && !reader.Read(spans[i]))
                {
                    Volatile.Write(ref tooMany, true);
                }
            }
        );
        if (tooMany)
        {
            memory?.NoteMany(shape);
            return null;
        }

        ScanWorker all = work.First();
        foreach (ScanWorker other in work.Skip(1))
        {
            all.Merge(other.Part(period: 0), period: 0);
        }

        return all.Result();
    }
}
