using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Control;

/// <summary>Folds the ledger's admin entries at a start.</summary>
internal static class ControlFile
{
    private const int AtOnce = 1024;

    /// <summary>The fold of everything the ledger holds.</summary>
    public static async ValueTask<ControlFold> LoadAsync(ILedger ledger, string? path, CancellationToken cancellation)
    {
        _ = path;
        ControlFold fold = new();
        long size = ledger.Head.Size;
        for (long position = 0; position < size; )
        {
            IReadOnlyList<StoredEntry> entries = await ledger
                .ReadAsync(position, AtOnce, cancellation)
                .ConfigureAwait(false);
            foreach (StoredEntry stored in entries)
            {
                if (stored.Bytes.Span.IndexOf("\"kind\":\"admin\""u8) >= 0)
                {
                    fold.Apply(stored.Sequence, EntryReader.Parse(stored.Bytes.Span));
                }
            }

            position += entries.Count;
        }

        return fold;
    }
}
