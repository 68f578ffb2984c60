using System.Globalization;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Exports;

/// <summary>
/// A cost report as CSV: one header, one row per group, no comments and no total row (a total would be summed again).
/// The stamp is in columns of every row, so that a file cut in pieces still says what it is about.
/// </summary>
public static class CsvExport
{
    private static readonly string[] _figures =
    [
        "providers",
        "calls",
        "input_tokens",
        "cached_tokens",
        "cache_write_tokens",
        "output_tokens",
        "reasoning_tokens",
        "cost_usd",
        "estimated_usd",
        "unpriced_calls",
        "adjustments",
        "adjusted_usd",
        "voided_calls",
        "rejected_calls",
        "open_calls",
        "open_hold_usd",
        "basis",
        "window_from",
        "window_to",
        "as_of_entry",
        "checkpoint_size",
        "checkpoint_root",
    ];

    /// <summary>Writes the report. Amounts are exact decimals of USD.</summary>
    public static async Task WriteAsync(
        CostReport report,
        LedgerStamp stamp,
        TextWriter to,
        CancellationToken cancellation
    )
    {
        IEnumerable<string> header = report.Query.Columns.Select(by => CsvCell.Text(ColumnName(by))).Concat(_figures);
        await WriteLineAsync(to, header, cancellation).ConfigureAwait(false);
        string[] tail = Tail(report, stamp);
        foreach (CostRow row in report.Rows)
        {
            IEnumerable<string> cells = row.Keys.Select(CsvCell.Text).Concat(Figures(row)).Concat(tail);
            await WriteLineAsync(to, cells, cancellation).ConfigureAwait(false);
        }

        await to.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>A grouping as a column of a file: in snake_case like everything else there.</summary>
    internal static string ColumnName(Grouping by) => by.Name.Replace('-', '_');

    private static string[] Figures(CostRow row)
    {
        CostFigures figures = row.Figures;
        return
        [
            CsvCell.Text(string.Join('+', row.Providers)),
            Number(figures.Calls),
            Number(figures.Tokens.Input),
            Number(figures.Tokens.Cached),
            Number(figures.Tokens.Written),
            Number(figures.Tokens.Output),
            Number(figures.Tokens.Reasoning),
            figures.Known.ToString(),
            figures.Estimated.ToString(),
            Number(figures.Unpriced),
            Number(figures.Adjustments),
            figures.Adjusted.ToString(),
            Number(figures.Voided),
            Number(figures.Rejected),
            Number(figures.Open),
            figures.OpenHold.ToString(),
        ];
    }

    private static string[] Tail(CostReport report, LedgerStamp stamp) =>
        [
            report.Query.Basis,
            Instant(report.Query.Window.From),
            Instant(report.Query.Window.To),
            Number(report.AsOfEntry),
            stamp.Checkpoint is { } checkpoint ? Number(checkpoint.Size) : "",
            stamp.Checkpoint?.Root ?? "",
        ];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Instant(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture) ?? "";

    private static Task WriteLineAsync(TextWriter to, IEnumerable<string> cells, CancellationToken cancellation) =>
        to.WriteAsync((string.Join(',', cells) + "\r\n").AsMemory(), cancellation);
}
