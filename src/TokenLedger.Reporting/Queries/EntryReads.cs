using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries;

/// <summary>Reads single entries of a ledger. What is asked for in one go often lies close together, so a few are kept.</summary>
internal sealed class EntryReads(IEntrySource ledger)
{
    private const int ReadAtOnce = 64;

    private IReadOnlyList<StoredEntry> _run = [];

    /// <summary>The entry at a sequence, which must be folded and so be readable.</summary>
    /// <exception cref="IOException">The ledger has no such entry.</exception>
    public async ValueTask<Entry> ReadAsync(long sequence, CancellationToken cancellation)
    {
        if (_run.Count == 0 || sequence < _run[0].Sequence || sequence > _run[^1].Sequence)
        {
            _run = await ledger.ReadAsync(sequence, ReadAtOnce, cancellation).ConfigureAwait(false);
        }

        return _run.Count > 0
            ? EntryReader.Parse(_run[(int)(sequence - _run[0].Sequence)].Bytes.Span)
            : throw new IOException($"The ledger has no entry {sequence}.");
    }
}
