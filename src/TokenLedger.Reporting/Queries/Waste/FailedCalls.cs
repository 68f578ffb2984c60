using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>Finds the calls that failed, and those whose answer nobody waited for any more.</summary>
internal static class FailedCalls
{
    private static readonly ScanFilter s_failed = new(ScanKey.OfField(Field.Failed), [0], Excludes: true);
    private static readonly ScanFilter s_succeeded = new(ScanKey.OfField(Field.Failed), 0);

    /// <summary>Finds them, whatever they cost.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="question">The calls.</param>
    /// <param name="columns">What is read of each, see <see cref="WasteRow.Columns"/>.</param>
    /// <param name="abandoned">How calls end that nobody waited for.</param>
    public static IEnumerable<WasteHit> Find(
        ColumnView view,
        ScanQuery question,
        ScanKey[] columns,
        ScanFilter abandoned
    )
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
        return SpanAnswers
            .Of(
                view,
                question,
                $"{both[0].Shape()} {both[1].Shape()} {ScanQuery.Shape(columns[^1])} failed",
                () => 0,
                (_, span) => Read(view, span, both, columns)
            )
            .SelectMany(one => one.Answer.All);
    }

    private static WasteHits Read(ColumnView view, ChunkSpan span, ScanQuery[] questions, ScanKey[] columns)
    {
        List<WasteHit> hits = [];
        foreach (ScanQuery question in questions)
        {
            RowReader.Read(view.ChunksOf(span), question, columns, row => hits.Add(WasteHit.Of(new WasteRow(row))));
        }

        return new(hits);
    }
}
