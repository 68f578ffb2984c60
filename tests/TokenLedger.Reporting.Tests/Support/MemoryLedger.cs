using System.Security.Cryptography;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>A ledger in memory: the same order, bytes and Merkle tree, no durability and no rules.</summary>
public sealed class MemoryLedger : ILedger
{
    private readonly Lock _gate = new();
    private readonly List<StoredEntry> _entries = [];
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Origin => "memory";

    public string? Failure => null;

    public LedgerHead Head
    {
        get
        {
            lock (_gate)
            {
                return new(_entries.Count, Root(0, _entries.Count));
            }
        }
    }

    public SignedCheckpoint Checkpoint
    {
        get
        {
            LedgerHead head = Head;
            return new(head.Size, head.Root, $"memory\n{head.Size}\n{Convert.ToBase64String(head.Root.Span)}\n");
        }
    }

    /// <summary>Takes bytes as they are, entries or not.</summary>
    public long AppendBytes(byte[] bytes)
    {
        TaskCompletionSource grown;
        long sequence;
        lock (_gate)
        {
            sequence = _entries.Count;
            _entries.Add(new(sequence, bytes));
            grown = _grown;
            _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        grown.SetResult();
        return sequence;
    }

    public long Append(Entry entry) =>
        AppendBytes(CanonicalEntry.Encode(entry with { RecordedAt = Clock(_entries.Count) }));

    public ValueTask<AppendResult> AppendAsync(Entry entry, CancellationToken cancellation) =>
        ValueTask.FromResult(new AppendResult(AppendStatus.Appended, Append(entry), null));

    public ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(long from, int most, CancellationToken cancellation) =>
        ValueTask.FromResult(Read(from, most));

    public IReadOnlyList<StoredEntry> Read(long from, int most)
    {
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

    public ValueTask<InclusionProof> ProveInclusionAsync(long sequence, long treeSize, CancellationToken cancellation)
    {
        lock (_gate)
        {
            List<ReadOnlyMemory<byte>> path = [];
            AddPath(path, (int)sequence, 0, (int)treeSize);
            return ValueTask.FromResult(
                new InclusionProof(sequence, treeSize, Leaf((int)sequence), path, Root(0, (int)treeSize))
            );
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>One second per entry from 2026-11-01 on.</summary>
    public static DateTimeOffset Clock(long sequence) =>
        new DateTimeOffset(2026, 11, 1, 0, 0, 0, default).AddSeconds(sequence);

    private void AddPath(List<ReadOnlyMemory<byte>> path, int leaf, int from, int to)
    {
        if (to - from <= 1)
        {
            return;
        }

        int middle = from + Split(to - from);
        if (leaf < middle)
        {
            AddPath(path, leaf, from, middle);
            path.Add(Root(middle, to));
        }
        else
        {
            AddPath(path, leaf, middle, to);
            path.Add(Root(from, middle));
        }
    }

    private byte[] Root(int from, int to) =>
        (to - from) switch
        {
            0 => SHA256.HashData([]),
            1 => Leaf(from),
            int count => SHA256.HashData([1, .. Root(from, from + Split(count)), .. Root(from + Split(count), to)]),
        };

    private byte[] Leaf(int sequence) => SHA256.HashData([0, .. _entries[sequence].Bytes.Span]);

    private static int Split(int count)
    {
        int half = 1;
        while (half * 2 < count)
        {
            half *= 2;
        }

        return half;
    }
}
