using System.Runtime.CompilerServices;
using TokenLedger.Reporting.Exports.Rows;
using TokenLedger.Reporting.Queries.Chargeback;

namespace TokenLedger.Reporting.Exports.Sheets;

/// <summary>A statement: a row for each who bears cost.</summary>
internal static class ChargebackSheet
{
    private static readonly ExportColumn[] s_columns =
    [
        new("owner"),
        ExportColumn.Whole("calls", isSummed: true),
        ExportColumn.Amount("direct_usd"),
        ExportColumn.Amount("allocated_usd"),
        ExportColumn.Amount("corrections_usd"),
        ExportColumn.Amount("charged_usd"),
        ExportColumn.Whole("unpriced_calls", isSummed: true),
        new("by"),
        new("basis"),
        new("allocation"),
        ExportColumn.Whole("as_of_entry"),
        ExportColumn.Whole("checkpoint_size"),
        new("checkpoint_root"),
    ];

    /// <summary>The sheet.</summary>
    public static Sheet Of(SheetSource source, ExportQuery query)
    {
        EntryRange range = new();
        if (source.Position > 0)
        {
            range.Add(0);
            range.Add(source.Position - 1);
        }

        return new(s_columns, cancellation => ReadAsync(source, query, cancellation), range);
    }

    /// <summary>The statement that an export asks for.</summary>
    public static ChargebackStatement StatementOf(SheetSource source, ExportQuery query) =>
        ChargebackSelect.Run(
            source.Connection,
            source.Columns,
            source.Position,
            new()
            {
                Window = query.Window,
                Where = query.Where,
                AsBooked = query.AsBooked,
                Zone = query.Zone,
                By = query.By[0],
                Terms = query.Chargeback,
            }
        );

    private static async IAsyncEnumerable<Cell[]> ReadAsync(
        SheetSource source,
        ExportQuery query,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await Task.CompletedTask.ConfigureAwait(false);
        ChargebackStatement statement = StatementOf(source, query);
        foreach (ChargebackRow row in statement.Rows)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return
            [
                Cell.Of(row.Owner),
                Cell.Of(row.Calls),
                Cell.Of(row.Direct),
                Cell.Of(row.Allocated),
                Cell.Of(row.Corrections),
                Cell.Of(row.Charged),
                Cell.Of(row.Unpriced),
                Cell.Of(statement.Query.By.Name),
                Cell.Of(statement.Query.Basis),
                Cell.Of(statement.Query.Terms.RuleName),
                Cell.Of(source.Position),
                Cell.Of(source.Ledger.Checkpoint?.Size),
                Cell.Of(source.Ledger.Checkpoint?.Root),
            ];
        }
    }
}
