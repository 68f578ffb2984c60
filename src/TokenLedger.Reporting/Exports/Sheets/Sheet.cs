using TokenLedger.Reporting.Exports.Rows;

namespace TokenLedger.Reporting.Exports.Sheets;

/// <summary>A table to be exported: its columns, and its rows as they are read.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows. Whoever reads them is done with one before he asks for the next.</param>
/// <param name="Range">The entries that the rows read so far are made of.</param>
internal sealed record Sheet(
    IReadOnlyList<ExportColumn> Columns,
    Func<CancellationToken, IAsyncEnumerable<Cell[]>> Rows,
    EntryRange Range
);

/// <summary>First and last of the entries that something is made of.</summary>
internal sealed class EntryRange
{
    /// <summary>Sequence of the first; null when there is none.</summary>
    public long? First { get; private set; }

    /// <summary>Sequence of the last; null when there is none.</summary>
    public long? Last { get; private set; }

    /// <summary>Takes an entry in.</summary>
    public void Add(long sequence)
    {
        First = Math.Min(First ?? sequence, sequence);
        Last = Math.Max(Last ?? sequence, sequence);
    }
}
