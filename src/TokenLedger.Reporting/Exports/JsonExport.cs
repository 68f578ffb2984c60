using System.Text.Json;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Exports;

/// <summary>One group in an export: the group, its figures, and the stamp.</summary>
/// <param name="Group">Value of each grouping by its name.</param>
/// <param name="Providers">The providers in it.</param>
/// <param name="Figures">The figures.</param>
/// <param name="Basis">"as_corrected" or "as_booked".</param>
/// <param name="AsOfEntry">Ledger entries folded into it.</param>
/// <param name="Checkpoint">The newest signed checkpoint.</param>
/// <param name="WindowFrom">First instant.</param>
/// <param name="WindowTo">First instant after.</param>
public sealed record ExportedRow(
    IReadOnlyDictionary<string, string?> Group,
    IReadOnlyList<string> Providers,
    CostsFigures Figures,
    string Basis,
    long AsOfEntry,
    CheckpointStamp? Checkpoint,
    DateTimeOffset? WindowFrom,
    DateTimeOffset? WindowTo
);

/// <summary>A cost report as a JSON array, one object per group, each with the stamp.</summary>
public static class JsonExport
{
    /// <summary>Writes the report.</summary>
    public static async Task WriteAsync(
        CostReport report,
        LedgerStamp stamp,
        TextWriter to,
        CancellationToken cancellation
    )
    {
        IReadOnlyList<ExportedRow> rows =
        [
            .. report.Rows.Select(row =>
            {
                CostsRow document = CostsRow.Of(row, report.Query);
                return new ExportedRow(
                    document.Group,
                    document.Providers,
                    document.Figures,
                    report.Query.Basis,
                    report.AsOfEntry,
                    stamp.Checkpoint,
                    report.Query.Window.From,
                    report.Query.Window.To
                );
            }),
        ];
        string text = JsonSerializer.Serialize(rows, ReportJson.Default.IReadOnlyListExportedRow);
        await to.WriteLineAsync(text.AsMemory(), cancellation).ConfigureAwait(false);
        await to.FlushAsync(cancellation).ConfigureAwait(false);
    }
}
