using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Control;

/// <summary>Brings the fold to the head of the ledger at a start, from its file as far as that reaches.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="path">The file; null keeps none, so that every start reads the ledger.</param>
/// <param name="read">What was read of the file already; null when nothing was.</param>
internal sealed class ControlMemory(ILedger ledger, string? path, ControlState? read)
{
    private const int AtOnce = 4_096;

    /// <summary>How far the file reaches.</summary>
    public long Saved { get; private set; }

    /// <summary>Reads the file, and from the ledger what came after it.</summary>
    public async ValueTask<ControlFold> LoadAsync(CancellationToken cancellation)
    {
        ControlFold fold = new();
        ControlState? file = read ?? (path is null ? null : ControlFile.Read(path));
        if (file is not null && await IsOfLedgerAsync(file).ConfigureAwait(false))
        {
            foreach (ControlDocument document in file.Documents)
            {
                fold.Restore(document);
            }

            Saved = file.Position;
        }

        long size = ledger.Head.Size;
        for (long next = Saved; next < size; )
        {
            int most = (int)Math.Min(AtOnce, size - next);
            IReadOnlyList<StoredEntry> some = await ledger.ReadAsync(next, most, cancellation).ConfigureAwait(false);
            if (some.Count == 0)
            {
                throw new IOException($"The ledger has {size} entries but none can be read at {next}.");
            }

            Fold(fold, some);
            next += some.Count;
        }

        return fold;
    }

    /// <summary>Writes the file; the fold must be that of every entry up to the head.</summary>
    /// <param name="fold">The documents.</param>
    /// <param name="known">Says the budget of a document, checked, without reading it; null where it must be read.</param>
    /// <returns>Why it could not be written; null when it was. That costs the next start time, and nothing else.</returns>
    public async ValueTask<string?> SaveAsync(ControlFold fold, Func<ControlDocument, Budget?>? known)
    {
        if (path is null)
        {
            return null;
        }

        long position = ledger.Head.Size;
        IReadOnlyList<ControlDocument> documents = fold.All;
        try
        {
            byte[] before = await EntryBefore.HashAsync(ledger, position, CancellationToken.None).ConfigureAwait(false);
            ControlFile.Write(path, position, before, documents, known);
            Saved = position;
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }

    /// <summary>Few entries change documents: a look at the bytes tells them from calls, without parsing.</summary>
    private static void Fold(ControlFold fold, IReadOnlyList<StoredEntry> entries)
    {
        foreach (StoredEntry stored in entries)
        {
            if (stored.MayBe(EntryKind.Admin))
            {
                fold.Apply(stored.Sequence, stored.Parse());
            }
        }
    }

    private ValueTask<bool> IsOfLedgerAsync(ControlState file) =>
        EntryBefore.IsOfAsync(ledger, file.Position, file.EntryBefore, CancellationToken.None);
}
