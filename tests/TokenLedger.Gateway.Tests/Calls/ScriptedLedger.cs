using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Tests.Calls;

/// <summary>A ledger in memory that can refuse, or make a kind of entry wait until the test lets it through.</summary>
internal sealed class ScriptedLedger : ILedger
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<EntryKind, TaskCompletionSource> _held = [];
    private readonly HashSet<EntryKind> _refused = [];
    private readonly List<(Func<Entry, bool> Wanted, TaskCompletionSource<Entry> Came)> _awaited = [];

    /// <summary>The budgets that cover every call.</summary>
    public IReadOnlyList<Budget> Budgets { get; set; } = [];

    /// <summary>What the budgets say to an authorization; those that refuse keep it out.</summary>
    public Func<Entry, IReadOnlyList<BudgetFinding>> Says { get; set; } = _ => [];

    public string Origin => "test";

    public LedgerHead Head => new(Entries.Count, new byte[32]);

    public string? Failure { get; private set; }

    public SignedCheckpoint Checkpoint => new(0, new byte[32], "");

    public IReadOnlyList<Entry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>Makes appends of this kind wait until <see cref="Release"/>.</summary>
    public void Hold(EntryKind kind) => _held[kind] = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release(EntryKind kind) => _held[kind].SetResult();

    /// <summary>Fails at the first append of this kind, and from then on at every one: a poisoned ledger.</summary>
    public void Refuse(EntryKind kind) => _refused.Add(kind);

    /// <summary>The first entry, past or future, that is wanted.</summary>
    public Task<Entry> WhenAsync(Func<Entry, bool> wanted)
    {
        lock (_gate)
        {
            TaskCompletionSource<Entry> came = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_entries.Find(entry => wanted(entry)) is { } already)
            {
                came.SetResult(already);
            }
            else
            {
                _awaited.Add((wanted, came));
            }

            return came.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    public async ValueTask<AppendResult> AppendAsync(Entry entry, CancellationToken cancellation)
    {
        if (_held.TryGetValue(entry.Kind, out TaskCompletionSource? held))
        {
            await held.Task;
        }

        lock (_gate)
        {
            if (Failure is not null || _refused.Contains(entry.Kind))
            {
                Failure = "the disk is full (test)";
                return new(AppendStatus.Unavailable, -1, Failure);
            }

            if (entry.Settles is { } hold && _entries.Exists(e => e.Settles == hold))
            {
                return new(AppendStatus.AlreadyResolved, -1, "already resolved");
            }

            IReadOnlyList<BudgetFinding> findings = entry.Kind == EntryKind.Authorization ? Says(entry) : [];
            if (findings.Any(finding => finding.Refuses))
            {
                return new(AppendStatus.OverBudget, -1, "over budget") { Findings = findings };
            }

            _entries.Add(entry);
            _grown.SetResult();
            _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
            foreach ((Func<Entry, bool> wanted, TaskCompletionSource<Entry> came) in _awaited)
            {
                if (wanted(entry))
                {
                    came.TrySetResult(entry);
                }
            }

            return new(AppendStatus.Appended, _entries.Count - 1, null) { Findings = findings };
        }
    }

    public IReadOnlyList<Budget> BudgetsOn(Entry authorization) => Budgets;

    public IReadOnlyList<BudgetFinding> WouldSay(Entry authorization) => Says(authorization);

    public ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(long from, int most, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<StoredEntry>>([
            .. Entries.Skip((int)from).Take(most).Select((e, i) => new StoredEntry(from + i, CanonicalEntry.Encode(e))),
        ]);

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

    public ValueTask<InclusionProof> ProveInclusionAsync(
        long sequence,
        long treeSize,
        CancellationToken cancellation
    ) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
