using TokenLedger.Ledger;

namespace TokenLedger.Reporting.Projections;

/// <summary>Where a follower reads from: the running ledger, or its files while another process writes them.</summary>
public interface IEntrySource
{
    /// <summary>Entries there are now.</summary>
    long Size { get; }

    /// <summary>Entries from a sequence on, in order, at most <paramref name="most"/>; empty at the end.</summary>
    ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(long from, int most, CancellationToken cancellation);
}

/// <summary>The ledger this process writes.</summary>
public sealed class LedgerSource(ILedger ledger) : IEntrySource
{
    /// <inheritdoc/>
    public long Size => ledger.Head.Size;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(long from, int most, CancellationToken cancellation) =>
        ledger.ReadAsync(from, most, cancellation);
}
