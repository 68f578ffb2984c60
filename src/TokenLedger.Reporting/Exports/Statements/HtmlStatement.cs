using System.Text;
using TokenLedger.Reporting.Exports.Rows;
using TokenLedger.Reporting.Queries.Chargeback;

namespace TokenLedger.Reporting.Exports.Statements;

/// <summary>
/// Writes a statement as a page of its own, to be mailed and printed: one file that needs no other, runs nothing and asks
/// nobody. Amounts are exact. At its end stands what it was made from, and the checksum of the same rows as CSV.
/// </summary>
internal sealed class HtmlStatement : IRowWriter
{
    /// <summary>What a line with a row begins with; nothing that a caller chose can begin so, because it is encoded.</summary>
    internal const string RowMark = "<tr class=\"row\">";

    /// <summary>The columns of <see cref="Sheets.ChargebackSheet"/> that are shown, after the owner.</summary>
    private static readonly string[] s_shown =
    [
        "calls",
        "direct_usd",
        "allocated_usd",
        "corrections_usd",
        "charged_usd",
        "unpriced_calls",
    ];

    private readonly StreamWriter _to;
    private readonly IReadOnlyList<ExportColumn> _columns;
    private readonly StatementFacts _facts;
    private readonly RowTotals _totals;
    private readonly HashedStream _csv = new(Stream.Null);
    private readonly CsvRows _asCsv;

    /// <summary>Writes what stands above the rows.</summary>
    public HtmlStatement(Stream to, IReadOnlyList<ExportColumn> columns, StatementFacts facts)
    {
        (_columns, _facts) = (columns, facts);
        _totals = new(columns);
        _asCsv = new(_csv, columns);
        _to = new StreamWriter(to, new UTF8Encoding(false), leaveOpen: true);
        _to.Write(StatementText.Head(facts));
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(Cell[] row, CancellationToken cancellation)
    {
        _totals.Add(row);
        await _asCsv.WriteAsync(row, cancellation).ConfigureAwait(false);
        StringBuilder line = new(RowMark);
        line.Append("<th scope=\"row\">").Append(StatementText.Encode(row[0].Text ?? "(nobody)")).Append("</th>");
        foreach (string name in s_shown)
        {
            int column = IndexOf(name);
            StatementText.Number(line, name, CellText.Of(row[column], _columns[column]));
        }

        await _to.WriteAsync(line.Append("</tr>\n"), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask EndAsync(CancellationToken cancellation)
    {
        await _asCsv.EndAsync(cancellation).ConfigureAwait(false);
        StringBuilder end = new("</tbody><tfoot><tr><th scope=\"row\">Total</th>");
        IReadOnlyDictionary<string, string> totals = _totals.Sums;
        foreach (string name in s_shown)
        {
            StatementText.Number(end, name, totals[name]);
        }

        end.Append("</tr></tfoot></table>\n");
        StatementText.Foot(end, _facts, _csv.Sha256);
        await _to.WriteAsync(end, cancellation).ConfigureAwait(false);
        await _to.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _asCsv.DisposeAsync().ConfigureAwait(false);
        await _csv.DisposeAsync().ConfigureAwait(false);
        await _to.DisposeAsync().ConfigureAwait(false);
    }

    private int IndexOf(string name)
    {
        int at = 0;
        while (_columns[at].Name != name)
        {
            at++;
        }

        return at;
    }
}

/// <summary>What a statement says beside its rows.</summary>
/// <param name="Query">The question.</param>
/// <param name="Shared">What was shared, and why.</param>
/// <param name="Entries">The entries it was made from.</param>
/// <param name="Checkpoint">The newest signed checkpoint; null before the first.</param>
/// <param name="MadeAt">When it was made, UTC.</param>
internal sealed record StatementFacts(
    ExportQuery Query,
    IReadOnlyList<SharedCost> Shared,
    ExportedEntries Entries,
    CheckpointStamp? Checkpoint,
    DateTimeOffset MadeAt
);
