using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// Puts budgets in force. Budgets that count as before keep their balances; the others are folded from the ledger, as far
/// back as their windows reach: most of it in the background, the last entries on the writer's thread, between two commits,
/// so that no entry is missed and none is counted twice.
/// </summary>
internal sealed class BudgetChange(LiveBudgets budgets, SegmentReaders readers, AppendQueue queue, Func<long> size)
    : IDisposable
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
        BudgetBook book = BudgetBook.Compile(next);
        BudgetBalances? before = budgets.Balances;
        BudgetBook fresh = BudgetBook.Compile([
            .. book.Plans.Where(plan => before?.Has(plan) != true).Select(plan => plan.Budget),
        ]);
        BudgetBalances folded = new(fresh);
        long position = FoldStart.Of(fresh, readers, size());
        for (int round = 0; fresh.Plans.Count > 0 && round < MostRounds && size() - position > LeftToWriter; round++)
        {
            position = Fold(folded, position, size(), cancellation);
        }

        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!queue.Add(() => Finish(book, folded, position, done)))
        {
            throw new InvalidOperationException("The ledger is closed.");
        }

        await done.Task.ConfigureAwait(false);
    }

    // On the writer's thread: the ledger stands still.
    private void Finish(BudgetBook book, BudgetBalances folded, long position, TaskCompletionSource done)
    {
        try
        {
            if (folded.Book.Plans.Count > 0)
            {
                Fold(folded, position, size(), CancellationToken.None);
            }

            lock (budgets.Gate)
            {
                budgets.Use(BudgetBalances.Merge(book, budgets.Balances, folded));
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

    private long Fold(BudgetBalances into, long position, long end, CancellationToken cancellation)
    {
        while (position < end)
        {
            cancellation.ThrowIfCancellationRequested();
            List<StoredEntry> entries = readers.Read(position, end, ReadAtOnce);
            BudgetFold.Apply(into, entries);
            position += entries.Count;
        }

        return position;
    }
}
