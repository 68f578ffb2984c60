using System.Text;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Merkle;
using TokenLedger.Ledger.Signing;
using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Embedded;

/// <summary>What became of opening a ledger for reading.</summary>
/// <param name="Reader">The reader; null when it could not be opened.</param>
/// <param name="Problem">What is wrong and what to do; null when it is open.</param>
public sealed record ReadOnlyOpenResult(LedgerReader? Reader, string? Problem);

/// <summary>
/// A read-only view of a ledger's folder for another process: takes no lock, writes nothing, and sees every intact
/// commit, also while a writer runs. Not shared between threads.
/// </summary>
public sealed class LedgerReader : IDisposable
{
    private readonly string _folder;
    private readonly DiskFiles _files;
    private readonly SegmentReaders _readers;
    private readonly TreeReader _tree;
    private long _tiled;
    private long _segment;
    private long _offset;

    private LedgerReader(string folder, VerifierKey verifier)
    {
        _folder = folder;
        _files = new DiskFiles(folder);
        _readers = new SegmentReaders(_files);
        _tree = new TreeReader(_files, () => _tiled, (from, count) => _readers.Read(from, Head.Size, count));
        Verifier = verifier;
    }

    /// <summary>The log's name.</summary>
    public string Origin => Verifier.Name;

    /// <summary>The public key stored with the ledger.</summary>
    public VerifierKey Verifier { get; }

    /// <summary>Size and root as of the last <see cref="Refresh"/>.</summary>
    public LedgerHead Head { get; private set; } = new(0, TreeHash.EmptyRoot.ToArray());

    /// <summary>Opens the ledger in a folder.</summary>
    public static ReadOnlyOpenResult Open(string folder)
    {
        folder = Path.GetFullPath(folder);
        try
        {
            byte[]? text = new DiskFiles(folder).ReadAll(SegmentPath.VerifierKey);
            if (text is null)
            {
                return new(
                    null,
                    $"There is no ledger in {folder} yet. Start one with 'tokenledger serve', or name the data folder with --data."
                );
            }

            if (!VerifierKey.TryParse(Encoding.UTF8.GetString(text), out VerifierKey? verifier))
            {
                return new(null, $"The public key in {folder}/{SegmentPath.VerifierKey} is not readable as a key.");
            }

            LedgerReader reader = new(folder, verifier);
            reader.Refresh();
            return new(reader, null);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new(null, $"The ledger in {folder} cannot be read: {refused.Message}");
        }
    }

    /// <summary>Whether a process writes to the ledger in this folder now.</summary>
    public static bool IsWriterRunning(string folder) =>
        FolderLock.IsHeld(Path.Combine(Path.GetFullPath(folder), SegmentPath.Lock));

    /// <summary>The process id of the running writer, as it noted it; empty when none is noted.</summary>
    public static string WriterProcess(string folder) =>
        FolderLock.Holder(Path.Combine(Path.GetFullPath(folder), SegmentPath.Lock));

    /// <summary>Whether a process writes to this ledger now.</summary>
    public bool HasWriter => IsWriterRunning(_folder);

    /// <summary>Moves on to what the ledger holds now.</summary>
    /// <returns>The new head.</returns>
    public LedgerHead Refresh()
    {
        List<long> segments = SegmentPath.Numbers(_files.List(SegmentPath.Folder), ".seg");
        if (segments.Count > 0 && Head.Size == 0)
        {
            _segment = Math.Max(0, segments[^1] - SegmentPath.Entries);
        }

        for (; segments.Contains(_segment); _segment += SegmentPath.Entries, _offset = 0)
        {
            Scan(_segment);
            if (Head.Size < _segment + SegmentPath.Entries)
            {
                break;
            }
        }

        _tiled = Publisher.TiledSize(_files, Head.Size);
        return Head;
    }

    /// <summary>Entries from a sequence on, in order, at most <paramref name="most"/> (and about 4 MiB).</summary>
    /// <exception cref="InvalidDataException">A segment is damaged.</exception>
    public IReadOnlyList<StoredEntry> Read(long from, int most) => _readers.Read(from, Head.Size, most);

    /// <summary>The newest stored checkpoint, its signature checked with the ledger's own key.</summary>
    /// <returns>The checkpoint, or what is wrong with it.</returns>
    public (SignedCheckpoint? Checkpoint, string? Problem) ReadCheckpoint()
    {
        byte[]? note = _files.ReadAll(SegmentPath.Checkpoint);
        if (note is null)
        {
            return (null, "the checkpoint is missing");
        }

        string? problem = CheckpointNote.Read(Encoding.UTF8.GetString(note), Verifier, out SignedCheckpoint checkpoint);
        return problem is null ? (checkpoint, null) : (null, problem);
    }

    /// <summary>Finds an entry by its id, newest first. Reads the whole ledger when there is none.</summary>
    public StoredEntry? Find(Guid id, CancellationToken cancellation)
    {
        const int AtATime = 2048;
        byte[] text = Encoding.ASCII.GetBytes(id.ToString("D"));
        for (long end = Head.Size; end > 0; end -= AtATime)
        {
            cancellation.ThrowIfCancellationRequested();
            long from = Math.Max(0, end - AtATime);
            for (long next = from; next < end; )
            {
                foreach (StoredEntry entry in _readers.Read(next, end, AtATime))
                {
                    next = entry.Sequence + 1;
                    // The text may stand in any member; the scan tells whether it is the id.
                    if (
                        entry.Bytes.Span.IndexOf(text) >= 0
                        && CanonicalScan.Read(entry.Bytes.Span, out EntryFacts facts) is null
                        && facts.Id == id
                    )
                    {
                        return entry;
                    }
                }
            }
        }

        return null;
    }

    /// <summary>Proves that an entry is in the tree of a size, at most the head's.</summary>
    public InclusionProof ProveInclusion(long sequence, long treeSize)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(treeSize, Head.Size);
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sequence, treeSize);
        return _tree.Inclusion(sequence, treeSize);
    }

    /// <summary>Proves that the tree of one size is the beginning of the tree of another.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> ProveConsistency(long firstSize, long secondSize)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(secondSize, Head.Size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstSize, secondSize);
        ArgumentOutOfRangeException.ThrowIfNegative(firstSize);
        return _tree.Consistency(firstSize, secondSize);
    }

    /// <inheritdoc/>
    public void Dispose() => _readers.Dispose();

    private void Scan(long segment)
    {
        using ILogFile? file = _files.OpenRead(SegmentPath.Of(segment));
        if (file is null)
        {
            return;
        }

        long next = Math.Max(segment, Head.Size);
        FrameScanner scanner = new(file, next, Head.Size == 0 ? null : Head.Root.ToArray(), _offset);
        while (scanner.MoveNext()) { }
        _offset = scanner.Offset;
        if (scanner.Root is { } root)
        {
            Head = new LedgerHead(scanner.Next, root);
        }
    }
}
