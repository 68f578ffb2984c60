using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Tests.Alerts.Support;

/// <summary>A ledger in memory whose entries, balances and failure a test sets.</summary>
internal sealed class AlertLedger(TimeProvider clock) : ILedger
{
    private readonly Lock _gate = new();
    private readonly List<StoredEntry> _entries = [];
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Origin { get; init; } = "tokenledger.local/test";

    public string? Failure { get; set; }

    public IReadOnlyList<BudgetBalance> Accounts { get; set; } = [];

    /// <summary>What a test does at each reading, before it.</summary>
    public Func<CancellationToken, Task>? BeforeReading { get; set; }

    public BalanceComparison? LastComparison { get; set; }

    public IReadOnlyList<StoredEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    public LedgerHead Head
    {
        get
        {
            lock (_gate)
            {
                return new(_entries.Count, new byte[32]);
            }
        }
    }

    public SignedCheckpoint Checkpoint => new(0, new byte[32], "");

    public void Add(params IEnumerable<Entry> entries)
    {
        TaskCompletionSource grown;
        lock (_gate)
        {
            foreach (Entry entry in entries)
            {
                byte[] bytes = CanonicalEntry.Encode(entry with { RecordedAt = clock.GetUtcNow() });
                _entries.Add(new(_entries.Count, bytes));
            }

            grown = _grown;
            _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        grown.SetResult();
    }

    public ValueTask<AppendResult> AppendAsync(Entry entry, CancellationToken cancellation)
    {
        Add(entry);
        return new(new AppendResult(AppendStatus.Appended, Head.Size - 1, null));
    }

    public async ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(long from, int most, CancellationToken cancellation)
    {
        if (BeforeReading is { } before)
        {
            await before(cancellation);
        }

        lock (_gate)
        {
            int first = (int)Math.Min(from, _entries.Count);
            return _entries.GetRange(first, Math.Min(most, _entries.Count - first));
        }
    }

    public async ValueTask WaitBeyondAsync(long size, CancellationToken cancellation)
    {
        while (true)
        {
            Task grown;
            lock (_gate)
            {
                if (_entries.Count > size)
                {
                    return;
                }

                grown = _grown.Task;
            }

            await grown.WaitAsync(cancellation);
        }
    }

    public IReadOnlyList<BudgetBalance> Balances(string? budget, int most) =>
        [.. Accounts.Where(account => budget is null || account.Budget == budget).Take(most)];

    public ValueTask<InclusionProof> ProveInclusionAsync(
        long sequence,
        long treeSize,
        CancellationToken cancellation
    ) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
