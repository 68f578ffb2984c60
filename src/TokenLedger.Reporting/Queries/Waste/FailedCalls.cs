using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>
/// Finds the calls that failed, and those whose answer nobody waited for any more. What they come to is kept for sealed
/// segments, and made again only for those of them that were tried again or corrected since.
/// </summary>
internal sealed class FailedCalls
{
    private static readonly ScanFilter s_failed = new(ScanKey.OfField(Field.Failed), [0], Excludes: true);
    private static readonly ScanFilter s_succeeded = new(ScanKey.OfField(Field.Failed), 0);

    private readonly ColumnView _view;
    private readonly string _shape;
    private readonly (ChunkSpan Span, WasteHits Hits)[] _found;

    private FailedCalls(ColumnView view, string shape, (ChunkSpan, WasteHits)[] found) =>
        (_view, _shape, _found) = (view, shape, found);

    /// <summary>Finds them, whatever they cost.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="question">The calls.</param>
    /// <param name="columns">What is read of each, see <see cref="WasteRow.Columns"/>.</param>
    /// <param name="abandoned">How calls end that nobody waited for.</param>
    public static FailedCalls Find(ColumnView view, ScanQuery question, ScanKey[] columns, ScanFilter abandoned)
    {
        ScanQuery[] both =
        [
            question with
            {
                Where = [s_failed, .. question.Where],
            },
            question with
            {
                Where = [abandoned, s_succeeded, .. question.Where],
            },
        ];
        string shape = $"{both[0].Shape()} {both[1].Shape()} {ScanQuery.Shape(columns[^1])} failed";
        return new(
            view,
            shape,
            SpanAnswers.Of(view, question, shape, () => 0, (_, span) => Read(view, span, both, columns))
        );
    }

    /// <summary>Counts them.</summary>
    /// <param name="limit">Groups and examples of each kind.</param>
    /// <param name="facts">What became of each.</param>
    public FailedTallies Tallied(int limit, FailedFacts facts)
    {
        if (_view.Memory is not { } memory || SpanPlan.LongestRun([.. _found.Select(one => one.Span)]) is not { } run)
        {
            return Added(new(limit), _found, facts);
        }

        string shape = $"{_shape} tallied {limit} {facts.RunText}";
        ILookup<bool, (ChunkSpan, WasteHits)> isOfRun = _found.ToLookup(one =>
            one.Span.First >= run.First && one.Span.First < run.First + run.Count
        );
        if (memory.Find<FailedTallies>(run, shape) is not { } standing)
        {
            standing = new(limit);
            foreach (WasteHit hit in isOfRun[true].SelectMany(one => one.Item2.All))
            {
                standing.Add(facts.StandingOf(hit));
            }

            memory.Keep(run, shape, standing);
        }

        List<WasteHit> changed = Changed(isOfRun[true], facts);
        if (standing.Without([.. changed.Select(hit => facts.StandingOf(hit))]) is not { } tallies)
        {
            return Added(new(limit), _found, facts);
        }

        changed.ForEach(hit => tallies.Add(facts.Of(hit)));
        return Added(tallies, isOfRun[false], facts);
    }

    private static FailedTallies Added(
        FailedTallies tallies,
        IEnumerable<(ChunkSpan Span, WasteHits Hits)> found,
        FailedFacts facts
    )
    {
        foreach ((_, WasteHits hits) in found)
        {
            foreach (WasteHit hit in hits.All)
            {
                tallies.Add(facts.Of(hit));
            }
        }

        return tallies;
    }

    private static List<WasteHit> Changed(IEnumerable<(ChunkSpan Span, WasteHits Hits)> found, FailedFacts facts)
    {
        List<WasteHit> changed = [];
        foreach ((_, WasteHits hits) in found)
        {
            foreach (ref readonly WasteHit hit in hits.All.AsSpan())
            {
                if (facts.HaveChanged(hit))
                {
                    changed.Add(hit);
                }
            }
        }

        return changed;
    }

    private static WasteHits Read(ColumnView view, ChunkSpan span, ScanQuery[] questions, ScanKey[] columns)
    {
        List<WasteHit> hits = [];
        foreach (ScanQuery question in questions)
        {
            RowReader.Read(view.ChunksOf(span), question, columns, row => hits.Add(WasteHit.Of(new WasteRow(row))));
        }

        return new([.. hits]);
    }
}
