using System.Runtime.CompilerServices;
using TokenLedger.Reporting.Exports.Rows;
using TokenLedger.Reporting.Queries.Chargeback;
using TokenLedger.Reporting.Queries.Grouped;

namespace TokenLedger.Reporting.Exports.Sheets;

/// <summary>A statement: a row for each who bears cost.</summary>
internal static class ChargebackSheet
{
    /// <summary>The figures of who bears cost.</summary>
    private static readonly ExportColumn[] s_figures =
    [
        ExportColumn.Whole("calls", isSummed: true),
        ExportColumn.Amount("direct_usd"),
        ExportColumn.Amount("allocated_usd"),
        ExportColumn.Amount("corrections_usd"),
        ExportColumn.Amount("charged_usd"),
        ExportColumn.Whole("unpriced_calls", isSummed: true),
    ];

    private static readonly ExportColumn[] s_tail =
    [
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

        ExportColumn[] columns =
        [
            new("owner"),
            .. s_figures,
            .. query.Before is null ? [] : TimeBefore.Columns(s_figures),
            .. s_tail,
        ];
        return new(columns, cancellation => ReadAsync(source, query, cancellation), range);
    }

    /// <summary>The statement that an export asks for.</summary>
    public static ChargebackStatement StatementOf(SheetSource source, ExportQuery query) =>
        Earlier.Beside(
            new ChargebackQuery
            {
                Window = query.Window,
                Where = query.Where,
                AsBooked = query.AsBooked,
                Zone = query.Zone,
                Before = query.Before,
                By = query.By[0],
                Terms = query.Chargeback,
            },
            asked => ChargebackSelect.Run(source.Connection, source.Columns, source.Position, asked),
            (statement, before) => statement with { Before = before }
        );

    private static async IAsyncEnumerable<Cell[]> ReadAsync(
        SheetSource source,
        ExportQuery query,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await Task.CompletedTask.ConfigureAwait(false);
        ChargebackStatement statement = StatementOf(source, query);
        foreach ((ChargebackRow row, ChargebackRow? before) in statement.RowsBeside())
        {
            cancellation.ThrowIfCancellationRequested();
            yield return
            [
                Cell.Of(row.Owner),
                .. Figures(row),
                .. before is null ? [] : Before(row, before),
                Cell.Of(statement.Query.By.Name),
                Cell.Of(statement.Query.Basis),
                Cell.Of(statement.Query.Terms.RuleName),
                Cell.Of(source.Position),
                Cell.Of(source.Ledger.Checkpoint?.Size),
                Cell.Of(source.Ledger.Checkpoint?.Root),
            ];
        }
    }

    private static Cell[] Before(ChargebackRow now, ChargebackRow before) =>
        [.. Figures(before), .. TimeBefore.Change(now.Charged, before.Charged)];

    private static Cell[] Figures(ChargebackRow row) =>
        [
            Cell.Of(row.Calls),
            Cell.Of(row.Direct),
            Cell.Of(row.Allocated),
            Cell.Of(row.Corrections),
            Cell.Of(row.Charged),
            Cell.Of(row.Unpriced),
        ];
}
