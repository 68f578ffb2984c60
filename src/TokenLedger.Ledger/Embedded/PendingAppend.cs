using System.Diagnostics;
using System.Threading.Tasks.Sources;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// One append on its way: its bytes, and the promise of its result. Pooled, because a task per append would be the
/// largest allocation of the whole path.
/// </summary>
internal sealed class PendingAppend : IValueTaskSource<AppendResult>
{
    private readonly AppendQueue _queue;

    // Continuations run on the thread pool: the writer thread must not run a caller's code.
    private ManualResetValueTaskSourceCore<AppendResult> _promise = new() { RunContinuationsAsynchronously = true };

    public PendingAppend(AppendQueue queue) => _queue = queue;

    public CanonicalBuffer Buffer { get; } = new();

    /// <summary>What decides whether the entry may follow those before it.</summary>
    public EntryLinks Links { get; private set; }

    public AppendResult Result { get; set; }

    /// <summary>When the entry was given to the writer, as <see cref="Stopwatch.GetTimestamp"/> says.</summary>
    public long Given { get; private set; }

    private int _recordedAt;
    private Entry? _entry;
    private BudgetBook? _book;
    private BudgetFacts? _facts;

    /// <summary>The entry as those who follow the log get it, once it is stamped.</summary>
    /// <param name="sequence">Its position.</param>
    public StoredEntry Stored(long sequence) =>
        new(sequence, Buffer.Written.ToArray()) { Appended = IsReplaced ? null : _entry };

    // Half of a surrogate pair is written as U+FFFD: then only the bytes tell what is recorded.
    private bool IsReplaced => Buffer.Written.IndexOf("\ufffd"u8) >= 0;

    /// <summary>Encodes an entry, and works out what it means to the budgets.</summary>
    public void Fill(Entry entry, BudgetBook book)
    {
        _promise.Reset();
        _recordedAt = CanonicalEntry.Write(entry, Buffer);
        Links = EntryLinks.Of(entry);
        _entry = entry.AsRead();
        Given = Stopwatch.GetTimestamp();
        Take(book.Plans.Count == 0 ? null : BudgetFacts.Of(entry, book), book);
    }

    /// <summary>Takes what the entry means under a book.</summary>
    public void Take(BudgetFacts? facts, BudgetBook book) => (_facts, _book) = (facts, book);

    /// <summary>What the entry means to the budgets in force; worked out again when they are not those it was filled under.</summary>
    public BudgetFacts? FactsUnder(BudgetBook book)
    {
        if (_book != book)
        {
            _facts = BudgetFacts.Of(_entry!, book);
            _book = book;
        }

        return _facts;
    }

    /// <summary>Lets go of the entry.</summary>
    public void Clear() => (_entry, _facts, _book) = (null, null, null);

    /// <summary>Writes the time of recording into the bytes, and into the entry.</summary>
    public void Stamp(long microseconds)
    {
        EntryTime.Format(microseconds, Buffer.Writable.Slice(_recordedAt, EntryTime.Width));
        _entry!.Stamp(microseconds);
    }

    /// <summary>The caller's view of the result.</summary>
    public ValueTask<AppendResult> Promise => new(this, _promise.Version);

    /// <summary>Hands <see cref="Result"/> to the caller.</summary>
    public void Complete() => _promise.SetResult(Result);

    AppendResult IValueTaskSource<AppendResult>.GetResult(short token)
    {
        AppendResult result = _promise.GetResult(token);
        _queue.Return(this);
        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<AppendResult>.GetStatus(short token) => _promise.GetStatus(token);

    void IValueTaskSource<AppendResult>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _promise.OnCompleted(continuation, state, token, flags);
}
