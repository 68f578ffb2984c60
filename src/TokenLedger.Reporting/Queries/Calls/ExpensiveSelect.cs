using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Calls;

/// <summary>Answers an <see cref="ExpensiveQuery"/> by reading the costs of all calls of the window, and the whole of those shown.</summary>
internal static class ExpensiveSelect
{
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
        DearestCalls dearest = DearestSearch.Run(view, question, costs, query.Limit);
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
