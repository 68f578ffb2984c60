using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Exports.Sheets;

/// <summary>Reads single entries by their sequences, many at once where they lie close together.</summary>
internal sealed class EntryCursor(IEntrySource source)
{
    /// <summary>Entries read at once while one follows the other.</summary>
    private const int Near = 1024;

    /// <summary>Entries read at once after a jump.</summary>
    private const int Far = 64;

    private IReadOnlyList<StoredEntry> _run = [];

    /// <summary>The entry.</summary>
    /// <exception cref="IOException">The ledger does not have it.</exception>
    public async ValueTask<Entry> ReadAsync(long sequence, CancellationToken cancellation)
    {
        if (_run.Count == 0 || sequence < _run[0].Sequence || sequence > _run[^1].Sequence)
        {
            bool follows = _run.Count > 0 && sequence > _run[^1].Sequence && sequence <= _run[^1].Sequence + Far;
            _run = await source.ReadAsync(sequence, follows ? Near : Far, cancellation).ConfigureAwait(false);
            if (_run.Count == 0)
            {
                throw new IOException($"Entry {sequence} cannot be read from the ledger.");
            }
        }

        return EntryReader.Parse(_run[(int)(sequence - _run[0].Sequence)].Bytes.Span);
    }
}
