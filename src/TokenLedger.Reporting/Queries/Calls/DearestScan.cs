using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Calls;

/// <summary>
/// Offers the calls of chunks: of a block only the costs are read, and more only of the few calls that cost at least as
/// much as the cheapest kept so far, or were corrected. One for each thread.
/// </summary>
internal sealed class DearestScan(ScanQuery question, CorrectedCosts costs)
{
    private readonly RowSelection _selection = new(question);
    private readonly long[] _micro = new long[RowSelection.BlockRows];
    private readonly long[] _calls = new long[RowSelection.BlockRows];

    /// <summary>Offers the calls of a chunk that cost something.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="to">Who keeps the dearest.</param>
    /// <param name="except">Sequences of calls that were offered already; null for none.</param>
    public void Read(Chunk chunk, DearestCalls to, HashSet<long>? except = null)
    {
        bool isCheap = chunk.Bounds((int)Field.KnownMicro).Most < to.Floor;
        if (isCheap && !costs.Any)
        {
            return;
        }

        foreach ((_, int from, RowSelection kept) in RowReader.Blocks([chunk], question, _selection))
        {
            kept.Read(chunk, (int)Field.KnownMicro, from, _micro);
            if (costs.Any)
            {
                kept.Read(chunk, (int)Field.Call, from, _calls);
            }

            long floor = to.Floor;
            for (int k = 0; k < kept.Kept; k++)
            {
                if (_micro[k] >= floor || (costs.Any && costs.Has(_calls[k])))
                {
                    Offer(chunk, from + (kept.All ? k : kept.Rows[k]), to, except);
                    floor = to.Floor;
                }
            }
        }
    }

    private void Offer(Chunk chunk, int row, DearestCalls to, HashSet<long>? except)
    {
        long call = At(chunk, Field.Call, row);
        long sequence = At(chunk, Field.Sequence, row);
        Usd cost = costs.Of(
            call,
            new SplitAmount(At(chunk, Field.KnownMicro, row), At(chunk, Field.KnownRest, row)).Join()
        );
        if (cost > Usd.Zero && except?.Contains(sequence) != true)
        {
            to.Offer(
                new(cost, At(chunk, Field.OccurredAt, row), sequence, call, (CallStatus)At(chunk, Field.Status, row))
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
