using TokenLedger.Ledger.Merkle;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// The leaf hashes of the newest entries, handed from the writer to the publisher so that none is computed twice. What
/// has been overwritten, or was written before the start, the publisher hashes again from the bytes. Thread-safe.
/// </summary>
internal sealed class RecentLeaves
{
    /// <summary>Entries remembered: several seconds of a busy ledger, 2 MiB.</summary>
    public const int Places = 65_536;

    private readonly byte[] _hashes = new byte[Places * TreeHash.Size];
    private readonly Lock _gate = new();
    private long _first;
    private long _end;

    /// <summary>Takes the hashes of one commit.</summary>
    /// <param name="first">Sequence of the first.</param>
    /// <param name="leaves">The hashes, one behind the other; at most <see cref="Places"/>.</param>
    public void Add(long first, ReadOnlySpan<byte> leaves)
    {
        lock (_gate)
        {
            if (first != _end)
            {
                _first = first;
            }

            for (long sequence = first; !leaves.IsEmpty; sequence++)
            {
                leaves[..TreeHash.Size].CopyTo(At(sequence));
                leaves = leaves[TreeHash.Size..];
                _end = sequence + 1;
            }

            _first = Math.Max(_first, _end - Places);
        }
    }

    /// <summary>Copies the hash of an entry.</summary>
    /// <returns>False when it is not remembered.</returns>
    public bool TryCopy(long sequence, Span<byte> leaf)
    {
        lock (_gate)
        {
            if (sequence < _first || sequence >= _end)
            {
                return false;
            }

            At(sequence).CopyTo(leaf);
            return true;
        }
    }

    private Span<byte> At(long sequence) => _hashes.AsSpan((int)(sequence % Places) * TreeHash.Size, TreeHash.Size);
}
