using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// Folds balances again from the ledger's entries, as far back as their windows reach and without the stored ones, and
/// compares them with those in force. Most of it is done beside the writer, at a tenth of a processor's time; the last
/// entries are folded and a few hundred accounts compared on the writer's thread, between two commits, because only then both
/// are of the same entries.
/// </summary>
internal sealed class BalanceCheck(
    LiveBudgets budgets,
    SegmentReaders readers,
    AppendQueue queue,
    Func<long> size,
    Func<long> now,
    TimeProvider time
)
{
    /// <summary>Most budgets folded at once: a second set of balances is in memory meanwhile.</summary>
    public const int BudgetsAtOnce = 20_000;

    /// <summary>Most accounts compared between two commits.</summary>
    public const int AccountsAtOnce = 500;

    /// <summary>Rests so many times as long as it works.</summary>
    private const int Rest = 9;

    private const int ReadAtOnce = 4_096;

    private static readonly TimeSpan s_shortestRest = TimeSpan.FromMilliseconds(1);

    /// <summary>Compares all budgets in force once.</summary>
    /// <exception cref="InvalidOperationException">The ledger is closed.</exception>
    /// <exception cref="IOException">The ledger cannot be read.</exception>
    public async Task<BalanceComparison> RunAsync(CancellationToken cancellation)
    {
        Run run = new(budgets.Book);
        foreach (BudgetPlan[] some in run.Book.Plans.Chunk(BudgetsAtOnce))
        {
            BudgetBook part = run.Book.Of(some);
            Fold again = new(new BudgetBalances(part), FoldStart.Of(part, readers, size()));
            await CatchUpAsync(again, cancellation).ConfigureAwait(false);
            Queue<(string Budget, string Member)> left = new(MembersOf(again));
            do
            {
                await CatchUpAsync(again, cancellation).ConfigureAwait(false);
                if (!await OnWriterAsync(() => Compare(run, again, left)).ConfigureAwait(false))
                {
                    return run.Result(isWhole: false);
                }
            } while (left.Count > 0);
        }

        return run.Result(isWhole: true);
    }

    private async Task CatchUpAsync(Fold again, CancellationToken cancellation)
    {
        do
        {
            long began = time.GetTimestamp();
            Advance(again, Math.Min(size(), again.Position + ReadAtOnce));
            TimeSpan rest = time.GetElapsedTime(began) * Rest;
            await Task.Delay(rest > s_shortestRest ? rest : s_shortestRest, time, cancellation).ConfigureAwait(false);
        } while (size() - again.Position > BudgetChange.LeftToWriter);
    }

    /// <summary>On the writer's thread: both are of the same entries. False when the budgets were changed meanwhile.</summary>
    private bool Compare(Run run, Fold again, Queue<(string Budget, string Member)> left)
    {
        Advance(again, size());
        lock (budgets.Gate)
        {
            if (budgets.Balances is not { } inForce || inForce.Book != run.Book)
            {
                return false;
            }

            run.Position = again.Position;
            for (int i = 0; i < AccountsAtOnce && left.TryDequeue(out (string Budget, string Member) one); i++)
            {
                run.Take(inForce.Compare(again.Balances, one.Budget, one.Member, now()));
            }

            return true;
        }
    }

    /// <summary>The accounts to compare: those in force, and those that the entries make. Who comes later is compared next time.</summary>
    private IEnumerable<(string Budget, string Member)> MembersOf(Fold again)
    {
        List<(string Budget, string Member)> members = [];
        HashSet<string> crowded = new(StringComparer.Ordinal);
        // The writer waits for the gate: it is held for some at a time, as long as comparing holds it.
        foreach (Budget[] some in again.Balances.Book.Budgets.Chunk(AccountsAtOnce))
        {
            lock (budgets.Gate)
            {
                foreach (Budget budget in some.Where(budget => budgets.Book.Find(budget.Id) is not null))
                {
                    if (budgets.Balances?.IsCrowded(budget.Id) is not false || again.Balances.IsCrowded(budget.Id))
                    {
                        crowded.Add(budget.Id);
                        continue;
                    }

                    members.AddRange(budgets.Balances.MembersOf(budget.Id).Select(member => (budget.Id, member)));
                }
            }
        }

        return members.Union(
            again
                .Balances.Book.Budgets.Where(budget => !crowded.Contains(budget.Id))
                .SelectMany(budget => again.Balances.MembersOf(budget.Id).Select(member => (budget.Id, member)))
        );
    }

    private void Advance(Fold again, long end)
    {
        while (again.Position < end)
        {
            List<StoredEntry> entries = readers.Read(again.Position, end, ReadAtOnce);
            BudgetFold.Apply(again.Balances, entries);
            again.Position += entries.Count;
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

    /// <summary>Balances on their way to the head of the ledger.</summary>
    private sealed class Fold(BudgetBalances balances, long position)
    {
        public BudgetBalances Balances => balances;

        public long Position { get; set; } = position;
    }

    /// <summary>What was found so far.</summary>
    private sealed class Run(BudgetBook book)
    {
        private readonly List<BalanceDifference> _differences = [];
        private long _accounts;
        private long _drifted;

        public BudgetBook Book => book;

        public long Position { get; set; }

        public void Take(BalanceDifference? difference)
        {
            _accounts++;
            if (difference is not null)
            {
                _drifted++;
                if (_differences.Count < BalanceComparison.MostDifferences)
                {
                    _differences.Add(difference);
                }
            }
        }

        public BalanceComparison Result(bool isWhole) => new(Position, _accounts, _drifted, _differences, isWhole);
    }
}
