using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Calls;

/// <summary>
/// Finds the dearest calls on every core: first of each span by what was booked, which is remembered, then what they cost
/// as corrected. A span is looked at again when a call that was not among its dearest may cost enough by now.
/// </summary>
internal sealed class DearestSearch
{
    private static readonly ScanFilter s_calls = new(
        ScanKey.OfField(Field.Status),
        [(long)CallStatus.Settled, (long)CallStatus.Other]
    );

    private readonly ColumnView _view;
    private readonly ScanQuery _question;
    private readonly CorrectedCosts _costs;
    private readonly DearestCalls _dearest;
    private readonly int _kept;

    private DearestSearch(ColumnView view, ScanQuery question, CorrectedCosts costs, int most)
    {
        _view = view;
        _question = question with { Where = [s_calls, .. question.Where] };
        _costs = costs;
        _dearest = new DearestCalls(most);
        _kept = DearestOfSpan.Kept(most);
    }

    /// <summary>Finds the dearest calls that cost something.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="question">Window and conditions.</param>
    /// <param name="costs">What corrections change.</param>
    /// <param name="most">Calls wanted.</param>
    public static DearestCalls Run(ColumnView view, ScanQuery question, CorrectedCosts costs, int most)
    {
        DearestSearch search = new(view, question, costs, most);
        (ChunkSpan Span, DearestOfSpan Known)[] found = search.Find();
        foreach (RankedCall call in found.SelectMany(one => one.Known.Calls))
        {
            Usd cost = costs.Of(call.Call, call.Cost);
            if (cost > Usd.Zero)
            {
                search._dearest.Offer(call with { Cost = cost });
            }
        }

        foreach ((ChunkSpan span, DearestOfSpan known) in found)
        {
            search.LookAgain([.. view.ChunksOf(span)], known);
        }

        return search._dearest;
    }

    private (ChunkSpan Span, DearestOfSpan Known)[] Find() =>
        SpanAnswers.Of(
            _view,
            _question,
            $"{_question.Shape()} dearest {_kept}",
            () => new DearestScan(_question, CorrectedCosts.None),
            (scan, span) =>
            {
                DearestCalls dearest = new(_kept);
                foreach (Chunk chunk in _view.ChunksOf(span))
                {
                    scan.Read(chunk, dearest);
                }

                return new DearestOfSpan(dearest.InOrder(), dearest.Cheapest ?? Usd.Zero);
            }
        );

    private void LookAgain(Chunk[] chunks, DearestOfSpan known)
    {
        long least = chunks.Min(chunk => chunk.Bounds((int)Field.Call).Least);
        long most = chunks.Max(chunk => chunk.Bounds((int)Field.Call).Most);
        Usd ceiling = known.Ceiling + _costs.MostRise(least, most);
        bool mayBeAmong = _dearest.Cheapest is { } cheapest ? ceiling >= cheapest : ceiling > Usd.Zero;
        if (mayBeAmong)
        {
            DearestScan scan = new(_question, _costs);
            HashSet<long> offered = [.. known.Calls.Select(call => call.Sequence)];
            foreach (Chunk chunk in chunks)
            {
                scan.Read(chunk, _dearest, offered);
            }
        }
    }
}
