using System.Runtime.CompilerServices;
using TokenLedger.Reporting.Exports.Rows;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Costs;

namespace TokenLedger.Reporting.Exports.Sheets;

/// <summary>
/// A cost report: a row for each group, with the stamp in columns of every row, so that a file cut in pieces still says what
/// it is about.
/// </summary>
internal static class GroupSheet
{
    private static readonly ExportColumn[] s_figures =
    [
        ExportColumn.Whole("calls", isSummed: true),
        ExportColumn.Whole("input_tokens", isSummed: true),
        ExportColumn.Whole("cached_tokens", isSummed: true),
        ExportColumn.Whole("cache_write_tokens", isSummed: true),
        ExportColumn.Whole("output_tokens", isSummed: true),
        ExportColumn.Whole("reasoning_tokens", isSummed: true),
        ExportColumn.Amount("cost_usd"),
        .. KnownAmount.Columns,
        ExportColumn.Whole("unpriced_calls", isSummed: true),
        ExportColumn.Whole("adjustments", isSummed: true),
        ExportColumn.Amount("adjusted_usd"),
        ExportColumn.Whole("voided_calls", isSummed: true),
        ExportColumn.Whole("rejected_calls", isSummed: true),
        // What is open changes without an entry of its own: it is no total that could be checked later.
        ExportColumn.Whole("open_calls"),
        ExportColumn.Amount("open_hold_usd", isSummed: false),
    ];

    private static readonly ExportColumn[] s_tail =
    [
        new("basis"),
        ExportColumn.Instant("window_from"),
        ExportColumn.Instant("window_to"),
        ExportColumn.Whole("as_of_entry"),
        ExportColumn.Whole("checkpoint_size"),
        new("checkpoint_root"),
    ];

    /// <summary>The sheet.</summary>
    public static Sheet Of(SheetSource source, ExportQuery query)
    {
        CostQuery costs = new()
        {
            Window = query.Window,
            Where = query.Where,
            AsBooked = query.AsBooked,
            Zone = query.Zone,
            By = query.By,
            Limit = query.Limit,
            Before = query.Before,
        };
        EntryRange range = new();
        if (source.Position > 0)
        {
            range.Add(0);
            range.Add(source.Position - 1);
        }

        ExportColumn[] columns =
        [
            .. costs.Columns.Select(by => new ExportColumn(by.FieldName)),
            new("providers"),
            .. s_figures,
            .. costs.Before is null ? [] : TimeBefore.Columns(s_figures),
            .. s_tail,
        ];
        return new(columns, cancellation => ReadAsync(source, costs, cancellation), range);
    }

    private static async IAsyncEnumerable<Cell[]> ReadAsync(
        SheetSource source,
        CostQuery query,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await Task.CompletedTask.ConfigureAwait(false);
        IReadOnlyList<CostRow> rows = CostSelect.Run(source.Connection, source.Columns, source.Position, query).Rows;
        Cell[] tail = Tail(source, query);
        foreach (CostRow row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return
            [
                .. row.Keys.Select(key => Cell.Of(key)),
                Cell.Of(string.Join('+', row.Providers)),
                .. Figures(row.Figures),
                .. row.Change is { } change ? Before(row.Figures, change.Before) : [],
                .. tail,
            ];
        }
    }

    private static Cell[] Before(CostFigures now, CostFigures before) =>
        [.. Figures(before), .. TimeBefore.Change(now.Known, before.Known)];

    private static Cell[] Figures(CostFigures figures) =>
        [
            Cell.Of(figures.Calls),
            Cell.Of(figures.Tokens.Input),
            Cell.Of(figures.Tokens.Cached),
            Cell.Of(figures.Tokens.Written),
            Cell.Of(figures.Tokens.Output),
            Cell.Of(figures.Tokens.Reasoning),
            Cell.Of(figures.Known),
            .. new KnownAmount(figures.Reported, figures.Counted, figures.Estimated).Cells,
            Cell.Of(figures.Unpriced),
            Cell.Of(figures.Adjustments),
            Cell.Of(figures.Adjusted),
            Cell.Of(figures.Voided),
            Cell.Of(figures.Rejected),
            Cell.Of(figures.Open),
            Cell.Of(figures.OpenHold),
        ];

    private static Cell[] Tail(SheetSource source, CostQuery query) =>
        [
            Cell.Of(query.Basis),
            Instant(query.Window.From),
            Instant(query.Window.To),
            Cell.Of(source.Position),
            Cell.Of(source.Ledger.Checkpoint?.Size),
            Cell.Of(source.Ledger.Checkpoint?.Root),
        ];

    private static Cell Instant(DateTimeOffset? instant) =>
        instant is { } there ? Cell.Of(EntryTime.ToMicroseconds(there)) : Cell.None;
}
