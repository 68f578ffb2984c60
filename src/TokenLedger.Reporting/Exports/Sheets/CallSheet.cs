using System.Runtime.CompilerServices;
using TokenLedger.Accounting.Metering;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Exports.Rows;

namespace TokenLedger.Reporting.Exports.Sheets;

/// <summary>
/// One row for each ended call (each attempt of it) and each adjustment, in the order of the ledger. Its figures are those
/// that reports sum, so a sum over the file is the report; what else it says stands in its entry.
/// </summary>
internal static class CallSheet
{
    private static readonly ExportColumn[] s_columns =
    [
        .. EntryHead.Columns,
        ExportColumn.Whole("attempt"),
        ExportColumn.Whole("http_status"),
        ExportColumn.Whole("latency_ms"),
        ExportColumn.Whole("first_byte_ms"),
        ExportColumn.Flag("streamed"),
        ExportColumn.Whole("calls", isSummed: true),
        ExportColumn.Whole("input_tokens", isSummed: true),
        ExportColumn.Whole("cached_tokens", isSummed: true),
        ExportColumn.Whole("cache_write_tokens", isSummed: true),
        ExportColumn.Whole("output_tokens", isSummed: true),
        ExportColumn.Whole("reasoning_tokens", isSummed: true),
        ExportColumn.Amount("cost_usd"),
        .. KnownAmount.Columns,
        ExportColumn.Amount("cache_savings_usd"),
        ExportColumn.Whole("unpriced", isSummed: true),
        new("usage_source"),
        new("flags"),
        new("reason"),
        new("provider_request_id"),
        new("response_id"),
        new("trace_id"),
    ];

    /// <summary>The sheet.</summary>
    public static Sheet Of(SheetSource source, ExportQuery query)
    {
        EntryRange range = new();
        return new(s_columns, cancellation => ReadAsync(source, query, range, cancellation), range);
    }

    private static async IAsyncEnumerable<Cell[]> ReadAsync(
        SheetSource source,
        ExportQuery query,
        EntryRange range,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await foreach (
            (ColumnRow row, Entry entry, Cell[] cells) in EntryHead
                .ReadAsync(source, query, s_columns.Length, range, cancellation)
                .ConfigureAwait(false)
        )
        {
            Fill(row, entry, cells);
            yield return cells;
        }
    }

    private static void Fill(ColumnRow row, Entry entry, Cell[] cells)
    {
        int at = EntryHead.Columns.Count;
        cells[at++] = Known(row, Field.Attempt);
        cells[at++] = Known(row, Field.HttpStatus);
        cells[at++] = OneLess(row, Field.Latency);
        cells[at++] = OneLess(row, Field.FirstByte);
        cells[at++] = Cell.Of(row.Values[(int)Field.Streamed] != 0);
        cells[at++] = RowKind.IsEnded(row) ? Whole(row, Field.Calls) : Cell.Of(0);
        cells[at++] = Whole(row, Field.Input);
        cells[at++] = Whole(row, Field.Cached);
        cells[at++] = Whole(row, Field.Written);
        cells[at++] = Whole(row, Field.Output);
        cells[at++] = Whole(row, Field.Reasoning);
        cells[at++] = Amount(row, Field.KnownMicro);
        foreach (Cell part in KnownAmount.Of(row).Cells)
        {
            cells[at++] = part;
        }

        cells[at++] = Amount(row, Field.SavedMicro);
        cells[at++] = Whole(row, Field.Unpriced);
        cells[at++] = Cell.Of(entry.UsageSource is { } usage ? NameOf(usage) : null);
        cells[at++] = Cell.Of(entry.Flags.Count == 0 ? null : string.Join(' ', entry.Flags));
        cells[at++] = Cell.Of(entry.Reason);
        cells[at++] = Cell.Of(entry.ProviderRequestId);
        cells[at++] = Cell.Of(entry.ResponseId);
        cells[at] = Cell.Of(entry.TraceId);
    }

    private static Cell Whole(ColumnRow row, Field field) => Cell.Of((Int128)row.Values[(int)field]);

    private static Cell Known(ColumnRow row, Field field) =>
        row.Values[(int)field] == 0 ? Cell.None : Whole(row, field);

    private static Cell OneLess(ColumnRow row, Field field) =>
        row.Values[(int)field] == 0 ? Cell.None : Cell.Of((Int128)row.Values[(int)field] - 1);

    private static Cell Amount(ColumnRow row, Field micro) => Cell.Of(RowAmount.Of(row, micro));

    private static string NameOf(UsageSource source) =>
        source switch
        {
            UsageSource.Provider => "provider",
            UsageSource.ProviderPartial => "provider_partial",
            UsageSource.Estimated => "estimated",
            _ => "none",
        };
}
