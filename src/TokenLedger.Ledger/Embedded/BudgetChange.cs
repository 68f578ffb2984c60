using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Merkle;
using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// Puts budgets in force. Budgets that count as before keep their balances; the others are folded from the ledger, as far
/// back as their windows reach: most of it in the background, the last entries on the writer's thread, between two commits,
/// so that no entry is missed and none is counted twice.
/// </summary>
internal sealed class BudgetChange(
    LiveBudgets budgets,
    ILedgerFiles files,
    SegmentReaders readers,
    TreeReader tree,
    AppendQueue queue,
    Func<long> size
) : IDisposable
{
    /// <summary>Entries left to the writer, at most: some milliseconds of its time.</summary>
    public const int LeftToWriter = 1024;

    /// <summary>Rounds after which the writer gets what is left, however much: it may append faster than we read.</summary>
    private const int MostRounds = 64;

    private const int ReadAtOnce = 4096;

    private readonly SemaphoreSlim _changing = new(1);

    public void Dispose() => _changing.Dispose();

    public async ValueTask RunAsync(IReadOnlyList<Budget> next, CancellationToken cancellation)
    {
        await _changing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await Task.Run(() => PutInForceAsync(next, cancellation), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task PutInForceAsync(IReadOnlyList<Budget> next, CancellationToken cancellation)
    {
        BudgetBook book = BudgetBook.Compile(next, budgets.Book);
        // The first budgets after a start may be in the file; later the balances in memory are the newest.
        List<Part> parts = [];
        if (budgets.Balances is null && BalanceFile.Read(files, book, tree, size()) is { } stored)
        {
            parts.Add(new Part(stored.Balances, stored.Position));
        }

        BudgetBook fresh = parts is [{ } all] && all.Balances.Book == book ? BudgetBook.Empty : Fresh(book, parts);
        if (fresh.Plans.Count > 0)
        {
            parts.Add(new Part(new BudgetBalances(fresh), FoldStart.Of(fresh, readers, size())));
        }

        for (int round = 0; round < MostRounds && parts.Exists(part => size() - part.Position > LeftToWriter); round++)
        {
            parts.ForEach(part => Fold(part, size(), cancellation));
        }

        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!queue.Add(() => Finish(book, parts, done)))
        {
            throw new InvalidOperationException("The ledger is closed.");
        }

        await done.Task.ConfigureAwait(false);
    }

    /// <summary>The budgets of which nobody has balances.</summary>
    private BudgetBook Fresh(BudgetBook book, List<Part> parts) =>
        book.Of([
            .. book.Plans.Where(plan =>
                budgets.Balances?.Has(plan) != true && !parts.Exists(part => part.Balances.Has(plan))
            ),
        ]);

    // On the writer's thread: the ledger stands still.
    private void Finish(BudgetBook book, List<Part> parts, TaskCompletionSource done)
    {
        try
        {
            parts.ForEach(part => Fold(part, size(), CancellationToken.None));
            lock (budgets.Gate)
            {
                budgets.Use(BudgetBalances.Merge(book, [budgets.Balances, .. parts.Select(part => part.Balances)]));
            }

            done.SetResult();
        }
#pragma warning disable CA1031 // Handed to whoever asked for the change; the budgets before stay in force.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            done.SetException(failed);
        }
    }

    private void Fold(Part part, long end, CancellationToken cancellation)
    {
        while (part.Position < end)
        {
            cancellation.ThrowIfCancellationRequested();
            List<StoredEntry> entries = readers.Read(part.Position, end, ReadAtOnce);
            BudgetFold.Apply(part.Balances, entries);
            part.Position += entries.Count;
        }
    }

    /// <summary>Balances on their way to the head of the ledger.</summary>
    private sealed class Part(BudgetBalances balances, long position)
    {
        public BudgetBalances Balances => balances;

        public long Position { get; set; } = position;
    }
}
