using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Tests.Calls;

/// <summary>A ledger in memory that can refuse, or make a kind of entry wait until the test lets it through.</summary>
internal sealed class ScriptedLedger : ILedger
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<EntryKind, TaskCompletionSource> _held = [];
    private readonly HashSet<EntryKind> _refused = [];
    private readonly List<(Func<Entry, bool> Wanted, TaskCompletionSource<Entry> Came)> _awaited = [];

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

            _entries.Add(entry);
            foreach ((Func<Entry, bool> wanted, TaskCompletionSource<Entry> came) in _awaited)
            {
                if (wanted(entry))
                {
                    came.TrySetResult(entry);
                }
            }

            return new(AppendStatus.Appended, _entries.Count - 1, null);
        }
    }

    public ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(long from, int most, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public ValueTask WaitBeyondAsync(long size, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<InclusionProof> ProveInclusionAsync(long sequence, long treeSize, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
