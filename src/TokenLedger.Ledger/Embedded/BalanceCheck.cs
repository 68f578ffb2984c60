using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// Folds balances again from the ledger's entries, as far back as their windows reach and without the stored ones, and
/// compares them with those in force. Most of it is done beside the writer, at a tenth of a processor's time; the last
/// entries are folded and a few hundred accounts compared on the writer's thread, between two commits, because only then both
/// are of the same entries.
/// </summary>
/// <remarks>
/// Meanwhile there is a second set of accounts, as large as the one in force. What else it needs stays small enough that no
/// collection of garbage walks through everything there is, for which every caller would wait.
/// </remarks>
internal sealed class BalanceCheck(
    LiveBudgets budgets,
    SegmentReaders readers,
    AppendQueue queue,
    Func<long> size,
    Func<long> now,
    TimeProvider time
)
{
    /// <summary>Most accounts looked at between two commits.</summary>
    public const int AccountsAtOnce = 500;

    /// <summary>Entries left to the writer, at most: the one entry takes some ten microseconds.</summary>
    public const int LeftToWriter = 64;

    /// <summary>Rests so many times as long as it works.</summary>
    private const int Rest = 9;

    /// <summary>So few that the list of them is no large object: those are collected with everything else.</summary>
    private const int ReadAtOnce = 1_024;

    private static readonly TimeSpan s_shortestRest = TimeSpan.FromMilliseconds(1);

    /// <summary>Compares all budgets in force once.</summary>
    /// <exception cref="InvalidOperationException">The ledger is closed.</exception>
    /// <exception cref="IOException">The ledger cannot be read.</exception>
    public async Task<BalanceComparison> RunAsync(CancellationToken cancellation)
    {
        BudgetBook book = budgets.Book;
        if (book.Plans.Count == 0)
        {
            return new(size(), 0, 0, [], IsWhole: true);
        }

        Run run = new(new BudgetBalances(book), FoldStart.Of(book, readers, size()));
        do
        {
            await CatchUpAsync(run, cancellation).ConfigureAwait(false);
            if (!await OnWriterAsync(() => Compare(run)).ConfigureAwait(false))
            {
                return run.Result(isWhole: false);
            }
        } while (!run.IsDone);

        return run.Result(isWhole: true);
    }

    private async Task CatchUpAsync(Run run, CancellationToken cancellation)
    {
        do
        {
            long began = time.GetTimestamp();
            Advance(run, Math.Min(size(), run.Position + ReadAtOnce));
            TimeSpan rest = time.GetElapsedTime(began) * Rest;
            await Task.Delay(rest > s_shortestRest ? rest : s_shortestRest, time, cancellation).ConfigureAwait(false);
        } while (size() - run.Position > LeftToWriter);
    }

    /// <summary>On the writer's thread: both are of the same entries. False when the budgets were changed meanwhile.</summary>
    private bool Compare(Run run)
    {
        Advance(run, size());
        lock (budgets.Gate)
        {
            if (budgets.Balances is not { } inForce || inForce.Book != run.Folded.Book)
            {
                return false;
            }

            run.Compare(inForce, now());
            return true;
        }
    }

    private void Advance(Run run, long end)
    {
        while (run.Position < end)
        {
            List<StoredEntry> entries = readers.Read(run.Position, end, ReadAtOnce);
            BudgetFold.Apply(run.Folded, entries);
            run.Position += entries.Count;
        }
    }

    private Task<bool> OnWriterAsync(Func<bool> work)
    {
        TaskCompletionSource<bool> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isTaken = queue.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
#pragma warning disable CA1031 // Handed to whoever asked; the writer goes on.
            catch (Exception failed)
#pragma warning restore CA1031
            {
                done.SetException(failed);
            }
        });
        return isTaken ? done.Task : throw new InvalidOperationException("The ledger is closed.");
    }

    /// <summary>The balances folded again, and what was found so far.</summary>
    private sealed class Run(BudgetBalances folded, long position)
    {
        private readonly List<BalanceDifference> _differences = [];
        private long _accounts;
        private long _drifted;
        private int _inForce;
        private int _folded;

        /// <summary>The balances on their way to the head of the ledger.</summary>
        public BudgetBalances Folded => folded;

        /// <summary>Entries folded.</summary>
        public long Position { get; set; } = position;

        /// <summary>Whether every account was looked at that there was.</summary>
        public bool IsDone { get; private set; }

        /// <summary>
        /// Goes on by some accounts: first those in force, then those that only the entries make. One that comes or goes
        /// meanwhile may be passed over; it is compared next time.
        /// </summary>
        public void Compare(BudgetBalances inForce, long now)
        {
            int last = Math.Min(_inForce + AccountsAtOnce, inForce.Accounts);
            for (; _inForce < last; _inForce++)
            {
                Take(inForce.Compare(_inForce, folded, now));
            }

            if (_inForce < inForce.Accounts)
            {
                return;
            }

            last = Math.Min(_folded + AccountsAtOnce, folded.Accounts);
            for (; _folded < last; _folded++)
            {
                Take(inForce.Missing(folded, _folded, now));
            }

            IsDone = _folded >= folded.Accounts;
        }

        public BalanceComparison Result(bool isWhole) => new(Position, _accounts, _drifted, _differences, isWhole);

        private void Take(AccountComparison compared)
        {
            _accounts += compared.IsCompared ? 1 : 0;
            if (compared.Difference is { } difference)
            {
                _drifted++;
                if (_differences.Count < BalanceComparison.MostDifferences)
                {
                    _differences.Add(difference);
                }
            }
        }
    }
}
