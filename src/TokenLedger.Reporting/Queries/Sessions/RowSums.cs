using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>Takes one row with what it adds to sums.</summary>
/// <param name="keys">Its keys; valid during the call only.</param>
/// <param name="sums">What it adds to each measure; valid during the call only.</param>
internal delegate void RowSumVisitor(ReadOnlySpan<long> keys, ReadOnlySpan<long> sums);

/// <summary>Reads what each row adds to the sums of a question, where no grouping of the columns can tell.</summary>
internal static class RowSums
{
    /// <summary>Visits the rows that add anything.</summary>
    public static void Read(ColumnView view, ScanQuery question, ScanKey[] keys, RowSumVisitor visit)
    {
        ScanKey[] columns =
        [
            .. keys,
            ScanKey.OfField(Field.Status),
            .. question.Measures.Select(measure => new ScanKey(measure.Column)),
        ];
        long[] sums = new long[question.Measures.Count];
        RowReader.Read(
            view,
            question,
            columns,
            row =>
            {
                int status = (int)row[keys.Length];
                for (int i = 0; i < sums.Length; i++)
                {
                    bool counts = (question.Measures[i].Statuses >> status & 1) != 0;
                    sums[i] = counts ? row[keys.Length + 1 + i] : 0;
                }

                if (!SessionMeasures.AreNone(sums))
                {
                    visit(row[..keys.Length], sums);
                }
            }
        );
    }
}
