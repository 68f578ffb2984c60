using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Exports;

/// <summary>The ledger an export is made from: its entries, and the roots that commit to them.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Origin">The log's name.</param>
/// <param name="Checkpoint">The newest signed checkpoint; null before the first.</param>
/// <param name="RootAt">The RFC 6962 root over the entries before a size from 1 on that the ledger has.</param>
public sealed record ExportSource(
    IEntrySource Entries,
    string Origin,
    CheckpointStamp? Checkpoint,
    Func<long, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> RootAt
)
{
    /// <summary>The ledger that this process writes.</summary>
    public static ExportSource Of(ILedger ledger)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        return new(
            new LedgerSource(ledger),
            ledger.Origin,
            Stamp(ledger.Origin, ledger.Checkpoint),
            async (size, cancellation) =>
                (await ledger.ProveInclusionAsync(size - 1, size, cancellation).ConfigureAwait(false)).Root
        );
    }

    /// <summary>The files of a ledger that another process may be writing.</summary>
    public static ExportSource Of(LedgerReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new(
            new ReaderSource(reader),
            reader.Origin,
            reader.ReadCheckpoint().Checkpoint is { } signed ? Stamp(reader.Origin, signed) : null,
            (size, _) => ValueTask.FromResult(reader.ProveInclusion(size - 1, size).Root)
        );
    }

    private static CheckpointStamp Stamp(string origin, SignedCheckpoint signed) =>
        new(origin, signed.Size, Convert.ToHexStringLower(signed.Root.Span));
}
