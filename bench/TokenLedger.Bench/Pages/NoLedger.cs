using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Bench.Pages;

/// <summary>A ledger that nobody asks: the pages are measured over views that were filled by themselves.</summary>
internal sealed class NoLedger : ILedger
{
    private static readonly byte[] s_root = new byte[32];

    public string Origin => "bench";

    public LedgerHead Head => new(0, s_root);

    public string? Failure => null;

    public SignedCheckpoint Checkpoint => new(0, s_root, "");

    public ValueTask<AppendResult> AppendAsync(Entry entry, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(long from, int most, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<StoredEntry>>([]);

    public async ValueTask WaitBeyondAsync(long size, CancellationToken cancellation) =>
        await Task.Delay(Timeout.Infinite, cancellation);

    public ValueTask<InclusionProof> ProveInclusionAsync(
        long sequence,
        long treeSize,
        CancellationToken cancellation
    ) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
