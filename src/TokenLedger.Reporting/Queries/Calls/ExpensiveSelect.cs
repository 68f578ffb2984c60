using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Calls;

/// <summary>Answers an <see cref="ExpensiveQuery"/> by reading the costs of all calls of the window.</summary>
internal static class ExpensiveSelect
{
    private static readonly ScanKey[] s_columns =
    [
        ScanKey.OfField(Field.Call),
        ScanKey.OfField(Field.KnownMicro),
        ScanKey.OfField(Field.KnownRest),
        ScanKey.OfField(Field.OccurredAt),
        ScanKey.OfField(Field.Sequence),
        ScanKey.OfField(Field.Status),
    ];

    private static readonly ScanFilter s_calls = new(
        ScanKey.OfField(Field.Status),
        [(long)CallStatus.Settled, (long)CallStatus.Other]
    );

    public static async Task<ExpensiveReport> RunAsync(
        SqliteConnection connection,
        ColumnView view,
        long position,
        ExpensiveQuery query,
        IEntrySource ledger,
        CancellationToken cancellation
    )
    {
        ScanQuery question = SliceQuestion.Of(query, new NameNumbers(connection), position, [], []);
        CorrectedCosts costs = CorrectedCosts.Read(view, question, query.AsBooked);
        DearestCalls dearest = new(query.Limit);
        RowReader.Read(
            view,
            question with
            {
                Where = [s_calls, .. question.Where],
            },
            s_columns,
            row =>
            {
                Usd cost = costs.Of(row[0], row[1], row[2]);
                if (cost > Usd.Zero)
                {
                    dearest.Offer(new(cost, row[3], row[4], row[0], (CallStatus)row[5]));
                }
            }
        );
        EntryReads entries = new(ledger);
        return new()
        {
            Query = query,
            Calls = await CallReads
                .ReadAsync(dearest.InOrder(), view, question, query.AsBooked, entries, cancellation)
                .ConfigureAwait(false),
            TiesLeftOut = dearest.TiesLeftOut,
            AsOfEntry = position,
        };
    }
}
