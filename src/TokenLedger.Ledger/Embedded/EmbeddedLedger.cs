using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Merkle;
using TokenLedger.Ledger.Signing;
using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// The ledger in a folder of this machine. Life of an entry: the caller encodes it and takes a place in the queue →
/// the one writer decides, stamps, hashes and frames it with everything else that waits → one write, one fdatasync →
/// the head moves and the caller is told → the publisher adds it to tiles and signs a checkpoint.
/// </summary>
public sealed class EmbeddedLedger : ILedger
{
    private readonly FolderLock? _lock;
    private readonly ILedgerFiles _files;
    private readonly SigningKey _key;
    private readonly AppendQueue _queue = new();
    private readonly HeadSignal _head;
    private readonly SegmentReaders _readers;
    private readonly RecentEntries _recent;
    private readonly ActiveSegment _segment;
    private readonly CommitLoop _loop;
    private readonly Publisher _publisher;
    private readonly LiveBudgets _budgets = new();
    private readonly BudgetChange _change;
    private readonly BalanceCheck _check;
    private BalanceComparison? _compared;
    private readonly LedgerState _state;
    private readonly TimeProvider _clock;
    private readonly TaskCompletionSource<string> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private Task _publishing = Task.CompletedTask;
    private int _disposed;

    internal EmbeddedLedger(
        ILedgerFiles files,
        FolderLock? folderLock,
        SigningKey key,
        Recovery recovery,
        SignedCheckpoint checkpoint,
        TimeProvider clock
    )
    {
        _lock = folderLock;
        _key = key;
        _head = new HeadSignal(new LedgerHead(recovery.State.Tree.Size, recovery.State.Tree.Root()));
        _readers = new SegmentReaders(files);
        _segment = new ActiveSegment(files, recovery.LastSegment, recovery.Offset);
        RecentLeaves recent = new();
        _recent = new(clock);
        _clock = clock;
        _state = recovery.State;
        _loop = new CommitLoop(
            files,
            _queue,
            recovery.State,
            _segment,
            recent,
            _recent,
            _budgets,
            Vitals,
            clock,
            _head.Publish,
            Fail
        );
        _files = files;
        _publisher = new Publisher(files, key, _head, Read, recent, Vitals, clock, checkpoint);
        _change = new BudgetChange(_budgets, files, _readers, _publisher.Tree, _queue, () => _head.Head.Size);
        _check = new BalanceCheck(_budgets, _readers, _queue, () => _head.Head.Size, () => Now, clock);
    }

    /// <inheritdoc/>
    public string Origin => _key.Verifier.Name;

    /// <summary>The public key that checkpoints are signed with.</summary>
    public VerifierKey Verifier => _key.Verifier;

    /// <inheritdoc/>
    public LedgerHead Head => _head.Head;

    /// <inheritdoc/>
    public LedgerVitals Vitals { get; } = new();

    /// <inheritdoc/>
    public string? Failure => _failed.Task.IsCompletedSuccessfully ? FailureText : null;

    /// <summary>Completes with the reason when the ledger can write no more: the host must then stop, visibly.</summary>
    public Task<string> Failed => _failed.Task;

    /// <inheritdoc/>
    public SignedCheckpoint Checkpoint => _publisher.Checkpoint;

    private string? FailureText { get; set; }

    /// <summary>Opens the ledger in a folder, or creates it.</summary>
    /// <param name="options">Where.</param>
    /// <param name="clock">The clock that stamps entries.</param>
    /// <param name="cancellation">Stops the settling of recovered holds; the next start goes on with it.</param>
    /// <returns>The ledger, or one sentence that says what is wrong and what to do.</returns>
    public static ValueTask<OpenResult> OpenAsync(
        EmbeddedLedgerOptions options,
        TimeProvider clock,
        CancellationToken cancellation = default
    ) => LedgerOpening.RunAsync(options, clock, cancellation);

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(Entry entry, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (Failure is { } failure)
        {
            return new(new AppendResult(AppendStatus.Unavailable, -1, failure));
        }

        return _queue.TryRent() is { } place ? Append(place, entry) : WaitAndAppendAsync(entry, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(long from, int most, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        return new(Read(from, most));
    }

    private List<StoredEntry> Read(long from, int most)
    {
        long end = Head.Size;
        if (_recent.Read(from, end, most) is { } recent)
        {
            return recent;
        }

        List<StoredEntry> stored = _readers.Read(from, end, most);
        _recent.NoteRead(from, from + stored.Count);
        return stored;
    }

    /// <inheritdoc/>
    public ValueTask WaitBeyondAsync(long size, CancellationToken cancellation) =>
        _head.WaitBeyondAsync(size, cancellation);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Something is wrong with the budgets; those before stay in force.</exception>
    /// <exception cref="InvalidOperationException">The ledger is closed.</exception>
    public ValueTask UseBudgetsAsync(IReadOnlyList<Budget> budgets, CancellationToken cancellation) =>
        _change.RunAsync(budgets, cancellation);

    /// <inheritdoc/>
    public IReadOnlyList<BudgetBalance> Balances(string? budget, int most) => _budgets.List(budget, most, Now);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The ledger is closed.</exception>
    /// <exception cref="IOException">The ledger cannot be read.</exception>
    public async ValueTask<BalanceComparison?> CompareBalancesAsync(CancellationToken cancellation)
    {
        BalanceComparison compared = await _check.RunAsync(cancellation).ConfigureAwait(false);
        if (compared.IsWhole || compared.Drifted > 0)
        {
            Volatile.Write(ref _compared, compared);
        }

        return compared;
    }

    /// <inheritdoc/>
    public BalanceComparison? LastComparison => Volatile.Read(ref _compared);

    /// <inheritdoc/>
    public IReadOnlyList<Budget> Budgets => _budgets.Book.Budgets;

    /// <inheritdoc/>
    public IReadOnlyList<Budget> BudgetsOn(Entry authorization)
    {
        ArgumentNullException.ThrowIfNull(authorization);
        return _budgets.On(authorization);
    }

    /// <inheritdoc/>
    public IReadOnlyList<BudgetFinding> WouldSay(Entry authorization)
    {
        ArgumentNullException.ThrowIfNull(authorization);
        return _budgets.WouldSay(authorization, Now);
    }

    // The instant an entry appended now would get: never before the last one's, whatever the clock does.
    private long Now => Math.Max(_clock.GetUtcNow().UtcTicks, EntryTime.Instant(_state.LastRecordedAt + 1).Ticks);

    /// <inheritdoc/>
    public ValueTask<InclusionProof> ProveInclusionAsync(long sequence, long treeSize, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(treeSize, Head.Size);
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sequence, treeSize);
        return new(_publisher.Tree.Inclusion(sequence, treeSize));
    }

    /// <summary>Proves that the tree of one size is the beginning of the tree of another.</summary>
    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ProveConsistencyAsync(
        long firstSize,
        long secondSize,
        CancellationToken cancellation
    )
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(secondSize, Head.Size);
        ArgumentOutOfRangeException.ThrowIfNegative(firstSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstSize, secondSize);
        return new(_publisher.Tree.Consistency(firstSize, secondSize));
    }

    /// <summary>Writes everything taken, signs a checkpoint at the head, closes the files and frees the lock.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _queue.Close();
        await _written.Task.ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _publishing.ConfigureAwait(false);
        PublishLast();
        _segment.Dispose();
        _readers.Dispose();
        _stop.Dispose();
        _change.Dispose();
        _lock?.Dispose();
    }

    internal void Start()
    {
        Thread writer = new(() =>
        {
            _loop.Run();
            _written.SetResult();
        })
        {
            IsBackground = true,
            Name = "ledger writer",
        };
        writer.Start();
        _publishing = Task.Run(PublishAsync);
    }

    internal TreeReader Tree => _publisher.Tree;

    private async Task PublishAsync()
    {
        try
        {
            await _publisher.RunAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested) { }
#pragma warning disable CA1031 // Whatever goes wrong, a ledger that cannot publish proofs must stop visibly.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            string problem = $"The ledger cannot publish its checkpoint any more: {failed.Message}";
            _loop.Poison(problem);
            Fail(problem);
        }
    }

    private void PublishLast()
    {
        if (Failure is not null)
        {
            return;
        }

        try
        {
            _publisher.Publish();
            _publisher.SyncTiles();
            _budgets.Save(_files, Head);
        }
        catch (IOException failed)
        {
            Fail($"The ledger could not store its last checkpoint: {failed.Message}");
        }
    }

    private void Fail(string problem)
    {
        FailureText ??= problem;
        _failed.TrySetResult(problem);
    }

    private async ValueTask<AppendResult> WaitAndAppendAsync(Entry entry, CancellationToken cancellation)
    {
        PendingAppend place = await _queue.RentAsync(cancellation).ConfigureAwait(false);
        return await Append(place, entry).ConfigureAwait(false);
    }

    private ValueTask<AppendResult> Append(PendingAppend append, Entry entry)
    {
        bool taken = false;
        try
        {
            append.Fill(entry, _budgets.Book);
            if (append.Buffer.Length > CanonicalEntry.MostBytes)
            {
                return new(TooLarge(append.Buffer.Length));
            }

            taken = _queue.Add(append);
            return taken
                ? append.Promise
                : new(new AppendResult(AppendStatus.Unavailable, -1, "The ledger is closed."));
        }
        finally
        {
            if (!taken)
            {
                _queue.Return(append);
            }
        }
    }

    private static AppendResult TooLarge(int length) =>
        new(
            AppendStatus.TooLarge,
            -1,
            $"The entry has {length} bytes; at most {CanonicalEntry.MostBytes} are allowed."
        );
}
