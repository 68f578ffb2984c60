using System.Text;
using TokenLedger.Reporting.Exports.Rows;
using TokenLedger.Reporting.Exports.Sheets;
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

    /// <summary>
    /// The columns of <see cref="Sheets.ChargebackSheet"/> that are shown, after the owner, by what stands above them. Those
    /// that are not there in dollars alone, or without a time before, are left out.
    /// </summary>
    private static readonly (string Name, string Head)[] s_shown =
    [
        ("calls", "Calls"),
        ("direct_usd", "Direct (USD)"),
        ("allocated_usd", "Shared (USD)"),
        ("corrections_usd", "Corrections (USD)"),
        ("charged_usd", "Charged (USD)"),
        ("unpriced_calls", "Calls without<br>a price"),
        ("difference_usd", "Change (USD)"),
    ];

    private readonly StreamWriter _to;
    private readonly IReadOnlyList<ExportColumn> _columns;
    private readonly StatementFacts _facts;
    private readonly int[][] _shown;
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
        int[]?[] shown = [.. s_shown.Select(one => Together(one.Name))];
        _shown = [.. shown.OfType<int[]>()];
        _to.Write(StatementText.Head(facts, s_shown.Where((_, i) => shown[i] is not null).Select(one => one.Head)));
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(Cell[] row, CancellationToken cancellation)
    {
        _totals.Add(row);
        await _asCsv.WriteAsync(row, cancellation).ConfigureAwait(false);
        StringBuilder line = new(RowMark);
        line.Append("<th scope=\"row\">").Append(StatementText.Encode(row[0].Text ?? "(nobody)")).Append("</th>");
        foreach (int[] together in _shown)
        {
            StatementText.Numbers(line, together.Select(i => (_columns[i], CellText.Of(row[i], _columns[i]))));
        }

        await _to.WriteAsync(line.Append("</tr>\n"), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask EndAsync(CancellationToken cancellation)
    {
        await _asCsv.EndAsync(cancellation).ConfigureAwait(false);
        StringBuilder end = new("</tbody><tfoot><tr><th scope=\"row\">Total</th>");
        IReadOnlyDictionary<string, string> totals = _totals.Sums;
        foreach (int[] together in _shown)
        {
            StatementText.Numbers(end, together.Select(i => (_columns[i], totals[_columns[i].Name])));
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

    /// <summary>
    /// A column with those that stand below its figures in the same cells: the currency's and those of the time before. Null
    /// when it is not there.
    /// </summary>
    private int[]? Together(string name)
    {
        string before = name + TimeBefore.Ending;
        string?[] names = [name, CurrencyColumns.NameBeside(name), before, CurrencyColumns.NameBeside(before)];
        int[] found =
        [
            .. names.SelectMany(one => Enumerable.Range(0, _columns.Count).Where(i => _columns[i].Name == one)),
        ];
        return found.Length == 0 ? null : found;
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
