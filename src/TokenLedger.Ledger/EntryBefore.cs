using System.Security.Cryptography;

namespace TokenLedger.Ledger;

/// <summary>
/// By what a file derived from a ledger knows its ledger again: besides the position it reaches, the SHA-256 of the entry
/// before it.
/// </summary>
public static class EntryBefore
{
    /// <summary>SHA-256 of the canonical bytes of the entry before a position; 32 zeros at the beginning.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="position">At most the ledger's size.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async ValueTask<byte[]> HashAsync(ILedger ledger, long position, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        if (position == 0)
        {
            return new byte[SHA256.HashSizeInBytes];
        }

        IReadOnlyList<StoredEntry> before = await ledger.ReadAsync(position - 1, 1, cancellation).ConfigureAwait(false);
        return SHA256.HashData(before[0].Bytes.Span);
    }

    /// <summary>Whether a file that reaches this position was made from this ledger.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="position">The position the file reaches.</param>
    /// <param name="hash">The hash it remembers.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async ValueTask<bool> IsOfAsync(
        ILedger ledger,
        long position,
        ReadOnlyMemory<byte> hash,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(ledger);
        return position <= ledger.Head.Size
            && (await HashAsync(ledger, position, cancellation).ConfigureAwait(false))
                .AsSpan()
                .SequenceEqual(hash.Span);
    }
}
