using System.Diagnostics;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Merkle;
using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// The one writer, on its own thread. Each round: take everything that waits → decide, budgets
/// included → stamp the time → hash → one
/// frame → one write → one sync → publish the head → tell the callers. After the first failed write or sync it never
/// writes again: what the device holds is then unknown, and a repeated sync could report success for lost data.
/// </summary>
internal sealed class CommitLoop
{
    private readonly AppendQueue _queue;
    private readonly LedgerState _state;
    private readonly ILedgerFiles _files;
    private readonly ActiveSegment _segment;
    private readonly TimeProvider _clock;
    private readonly Action<LedgerHead> _publish;
    private readonly Action<string> _fail;
    private readonly FrameWriter _frame = new();
    private readonly RecentLeaves _recent;
    private readonly RecentEntries _entries;
    private readonly List<StoredEntry> _taken = [];
    private readonly LiveBudgets _budgets;
    private readonly LedgerVitals _vitals;
    private readonly byte[] _leaves = new byte[FrameFormat.MostEntries * TreeHash.Size];
    private byte[] _root;
    private string? _failure;

    public CommitLoop(
        ILedgerFiles files,
        AppendQueue queue,
        LedgerState state,
        ActiveSegment segment,
        RecentLeaves recent,
        RecentEntries entries,
        LiveBudgets budgets,
        LedgerVitals vitals,
        TimeProvider clock,
        Action<LedgerHead> publish,
        Action<string> fail
    )
    {
        _files = files;
        _queue = queue;
        _state = state;
        _segment = segment;
        _recent = recent;
        _entries = entries;
        _budgets = budgets;
        _vitals = vitals;
        _clock = clock;
        _publish = publish;
        _fail = fail;
        _root = state.Tree.Root();
    }

    /// <summary>Runs until the queue is closed and empty.</summary>
    public void Run()
    {
        List<PendingAppend> batch = [];
        List<Action> errands = [];
        while (_queue.Take(ref batch, ref errands))
        {
            errands.ForEach(errand => errand());
            errands.Clear();
            for (int done = 0; done < batch.Count; )
            {
                int from = done;
                done = Write(batch, done);
                Complete(batch.GetRange(from, done - from));
            }

            batch.Clear();
        }

        Seal();
    }

    /// <summary>Stops writing for ever; also called by the publisher when its own files fail.</summary>
    public void Poison(string problem) => Interlocked.CompareExchange(ref _failure, problem, null);

    // Writes one frame from the batch; returns how far it came.
    private int Write(List<PendingAppend> batch, int from)
    {
        try
        {
            return Volatile.Read(ref _failure) is { } failure ? Refuse(batch, from, failure) : Commit(batch, from);
        }
#pragma warning disable CA1031 // Whatever goes wrong inside the commit, the ledger must stop visibly.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            Poison($"The ledger cannot write any more: {failed.Message}");
            _fail(_failure!);
            return Refuse(batch, from, _failure!);
        }
    }

    private int Commit(List<PendingAppend> batch, int from)
    {
        long first = _state.Tree.Size;
        if (first - _segment.First == SegmentPath.Entries)
        {
            _segment.Roll(_state);
            _budgets.Save(_files, new LedgerHead(first, _root));
        }

        long room = _segment.First + SegmentPath.Entries - first;
        long now = EntryTime.Microseconds(_clock.GetUtcNow());
        _frame.Begin();
        _taken.Clear();
        int at = from;
        lock (_budgets.Gate)
        {
            while (at < batch.Count && _frame.Count < room && _frame.Fits(batch[at].Buffer.Length))
            {
                Take(batch[at++], now);
            }
        }

        if (_frame.Count > 0)
        {
            byte[] root = _state.Tree.Root();
            Store(_frame.End(first, _root, root), batch, from, at);
            _root = root;
            _recent.Add(first, _leaves.AsSpan(0, _frame.Count * TreeHash.Size));
            _entries.Add(_taken);
            _publish(new LedgerHead(_state.Tree.Size, root));
        }

        return at;
    }

    private void Store(ReadOnlySpan<byte> frame, List<PendingAppend> batch, int from, int to)
    {
        long began = Stopwatch.GetTimestamp();
        _segment.Commit(frame);
        long ended = Stopwatch.GetTimestamp();
        _vitals.Sync.Note(began, ended);
        for (int i = from; i < to; i++)
        {
            if (batch[i].Result.IsAppended)
            {
                _vitals.Append.Note(batch[i].Given, ended);
            }
        }
    }

    // The state moves ahead of the disk here; if the commit then fails, the state is never used again.
    private void Take(PendingAppend append, long now)
    {
        AppendStatus status = _state.Holds.Judge(append.Links);
        if (status != AppendStatus.Appended)
        {
            append.Result = new AppendResult(status, -1, Explain(status, append));
            return;
        }

        long recordedAt = Math.Max(now, _state.LastRecordedAt + 1);
        long ticks = EntryTime.Instant(recordedAt).Ticks;
        List<BudgetFinding>? findings = _budgets.Judge(append, ticks);
        if (findings is not null && findings.Exists(finding => finding.Refuses))
        {
            append.Result = new(AppendStatus.OverBudget, -1, LiveBudgets.Explain(findings)) { Findings = findings };
            return;
        }

        long sequence = _state.Tree.Size;
        _state.LastRecordedAt = recordedAt;
        append.Stamp(_state.LastRecordedAt);
        Span<byte> leaf = _leaves.AsSpan(_frame.Count * TreeHash.Size, TreeHash.Size);
        System.Security.Cryptography.SHA256.HashData(append.Buffer.Leaf, leaf);
        _state.Tree.Add(leaf);
        _state.Holds.Apply(append.Links, sequence);
        _budgets.Apply(append, ticks);
        _frame.Add(append.Buffer.Written);
        _taken.Add(append.Stored(sequence));
        append.Result = new AppendResult(AppendStatus.Appended, sequence, null) { Findings = findings };
    }

    private static string Explain(AppendStatus status, PendingAppend append) =>
        status switch
        {
            AppendStatus.AlreadyResolved => $"The authorization {Named(append)} is already resolved.",
            AppendStatus.DuplicateId => $"An authorization with the id {append.Links.Id} is already in the ledger.",
            _ => Named(append) is { } named
                ? $"The authorization {named} is not open in this ledger."
                : "A settlement or void must name the authorization it resolves.",
        };

    private static Guid? Named(PendingAppend append) => append.Links.Settles ?? append.Links.CausedBy;

    private static int Refuse(List<PendingAppend> batch, int from, string failure)
    {
        for (int i = from; i < batch.Count; i++)
        {
            batch[i].Result = new AppendResult(AppendStatus.Unavailable, -1, failure);
        }

        return batch.Count;
    }

    // One work item for the whole batch: each promise then queues its continuation from a pool thread, into that
    // thread's own queue, and the writer is free for the next frame.
    private static void Complete(List<PendingAppend> finished) =>
        ThreadPool.UnsafeQueueUserWorkItem(
            static finished =>
            {
                foreach (PendingAppend append in finished)
                {
                    append.Complete();
                }
            },
            finished,
            preferLocal: false
        );

    private void Seal()
    {
        try
        {
            if (Volatile.Read(ref _failure) is null)
            {
                _segment.Trim();
            }
        }
        catch (IOException failed)
        {
            Poison($"The ledger could not close its segment: {failed.Message}");
            _fail(_failure!);
        }
    }
}
