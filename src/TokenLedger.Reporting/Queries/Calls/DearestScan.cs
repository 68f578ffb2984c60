using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Calls;

/// <summary>
/// Finds the dearest calls on every core: of a block only the costs are read, and more only of the few calls that cost at
/// least as much as the cheapest kept so far, or were corrected.
/// </summary>
internal sealed class DearestScan
{
    private static readonly ScanFilter s_calls = new(
        ScanKey.OfField(Field.Status),
        [(long)CallStatus.Settled, (long)CallStatus.Other]
    );

    private readonly ScanQuery _question;
    private readonly CorrectedCosts _costs;
    private readonly DearestCalls _dearest;
    private readonly RowSelection _selection;
    private readonly long[] _micro = new long[RowSelection.BlockRows];
    private readonly long[] _calls = new long[RowSelection.BlockRows];

    private DearestScan(ScanQuery question, CorrectedCosts costs, int most)
    {
        (_question, _costs, _dearest) = (question, costs, new DearestCalls(most));
        _selection = new RowSelection(question);
    }

    /// <summary>Finds the dearest calls that cost something.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="question">Window and conditions.</param>
    /// <param name="costs">What corrections change.</param>
    /// <param name="most">Calls wanted.</param>
    public static DearestCalls Run(ColumnView view, ScanQuery question, CorrectedCosts costs, int most)
    {
        int next = -1;
        ScanQuery calls = question with { Where = [s_calls, .. question.Where] };
        int workers = Math.Clamp(Environment.ProcessorCount, 1, view.Chunks.Count);
        DearestScan[] scans = [.. Enumerable.Range(0, workers).Select(_ => new DearestScan(calls, costs, most))];
        Parallel.For(
            0,
            workers,
            worker =>
            {
                for (int i; (i = Interlocked.Increment(ref next)) < view.Chunks.Count; )
                {
                    scans[worker].Read(view.Chunks[i]);
                }
            }
        );
        DearestCalls dearest = scans[0]._dearest;
        foreach (DearestScan scan in scans[1..])
        {
            dearest.Merge(scan._dearest);
        }

        return dearest;
    }

    private void Read(Chunk chunk)
    {
        bool isCheap = chunk.Bounds((int)Field.KnownMicro).Most < _dearest.Floor;
        if (isCheap && !_costs.Any)
        {
            return;
        }

        foreach ((_, int from, RowSelection kept) in RowReader.Blocks([chunk], _question, _selection))
        {
            kept.Read(chunk, (int)Field.KnownMicro, from, _micro);
            if (_costs.Any)
            {
                kept.Read(chunk, (int)Field.Call, from, _calls);
            }

            long floor = _dearest.Floor;
            for (int k = 0; k < kept.Kept; k++)
            {
                if (_micro[k] >= floor || (_costs.Any && _costs.Has(_calls[k])))
                {
                    Offer(chunk, from + (kept.All ? k : kept.Rows[k]));
                    floor = _dearest.Floor;
                }
            }
        }
    }

    private void Offer(Chunk chunk, int row)
    {
        long call = At(chunk, Field.Call, row);
        Usd cost = _costs.Of(call, At(chunk, Field.KnownMicro, row), At(chunk, Field.KnownRest, row));
        if (cost > Usd.Zero)
        {
            _dearest.Offer(
                new(
                    cost,
                    At(chunk, Field.OccurredAt, row),
                    At(chunk, Field.Sequence, row),
                    call,
                    (CallStatus)At(chunk, Field.Status, row)
                )
            );
        }
    }

    private static long At(Chunk chunk, Field field, int row)
    {
        Span<long> value = stackalloc long[1];
        chunk.Read((int)field, row, value);
        return value[0];
    }
}
