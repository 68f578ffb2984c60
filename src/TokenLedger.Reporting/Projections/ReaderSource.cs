using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;

namespace TokenLedger.Reporting.Projections;

/// <summary>The files of a ledger that another process may be writing.</summary>
public sealed class ReaderSource(LedgerReader reader) : IEntrySource
{
    /// <inheritdoc/>
    public long Size => reader.Head.Size;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(long from, int most, CancellationToken cancellation) =>
        ValueTask.FromResult(reader.Read(from, most));
}
