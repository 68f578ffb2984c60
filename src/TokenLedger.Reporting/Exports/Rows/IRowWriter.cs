namespace TokenLedger.Reporting.Exports.Rows;

/// <summary>Writes rows in one format, in bounded memory.</summary>
public interface IRowWriter : IAsyncDisposable
{
    /// <summary>Writes a row: a cell for each column, in their order. The array is the caller's again afterwards.</summary>
    ValueTask WriteAsync(Cell[] row, CancellationToken cancellation);

    /// <summary>Writes what belongs at the end. Without it the file is not whole.</summary>
    ValueTask EndAsync(CancellationToken cancellation);
}
