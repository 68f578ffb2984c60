using System.Text;
using System.Threading.Channels;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Merkle;
using TokenLedger.Ledger.Signing;
using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Verification;

/// <summary>
/// Derives everything again from the bytes of a ledger and says what does not agree: frames and checksums, canonical
/// form, times, one resolution per authorization, sums of lines, tree roots, tiles and bundles, checkpoint. Reads only,
/// and works while a writer runs.
/// </summary>
/// <remarks>
/// Three stages: one reads frames in order, several audit chunks of entries, one folds the chunks in order.
/// </remarks>
public sealed class LedgerVerifier
{
    /// <summary>Findings after which no more are collected.</summary>
    public const int MostFindings = 1000;

    private readonly ILedgerFiles _files;
    private readonly VerifierKey _key;
    private readonly IProgress<VerificationProgress>? _progress;
    private readonly List<Finding> _findings = [];
    private readonly Frontier _tree = new();
    private readonly OpenHolds _holds = new();
    private readonly HashSet<Guid> _adjustments = [];
    private readonly TileWriter _tiles;
    private readonly bool _hasWriter;
    private SignedCheckpoint? _checkpoint;
    private long _lastTime = long.MinValue;
    private long _next;
    private long _unfinished;
    private long _done;
    private long _total;
    private bool _gap;

    private LedgerVerifier(
        ILedgerFiles files,
        VerifierKey key,
        bool hasWriter,
        IProgress<VerificationProgress>? progress
    )
    {
        (_files, _key, _hasWriter, _progress) = (files, key, hasWriter, progress);
        _tiles = new TileWriter(CompareTile, 0, null);
    }

    /// <summary>Verifies the ledger in a folder.</summary>
    /// <param name="folder">The ledger's folder.</param>
    /// <param name="key">The key that must have signed the checkpoint; null takes the one in the folder.</param>
    /// <param name="progress">Told after every few thousand entries.</param>
    /// <param name="cancellation">Stops the verification.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="InvalidDataException">There is no ledger, or its public key is not readable.</exception>
    public static async Task<VerificationReport> RunAsync(
        string folder,
        VerifierKey? key,
        IProgress<VerificationProgress>? progress,
        CancellationToken cancellation
    )
    {
        folder = Path.GetFullPath(folder);
        DiskFiles files = new(folder);
        string text = Encoding.UTF8.GetString(files.ReadAll(SegmentPath.VerifierKey) ?? []);
        if (key is null && !VerifierKey.TryParse(text, out key))
        {
            throw new InvalidDataException($"There is no ledger with a readable public key in {folder}.");
        }

        LedgerVerifier verifier = new(files, key, LedgerReader.IsWriterRunning(folder), progress);
        return await verifier.RunAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<VerificationReport> RunAsync(CancellationToken cancellation)
    {
        // The checkpoint first: while a writer runs, the segments read later hold at least what it signs.
        ReadCheckpoint();
        List<long> segments = SegmentPath.Numbers(_files.List(SegmentPath.Folder), ".seg");
        _total = segments.Sum(first => Length(first));
        Channel<Task<AuditedChunk>> chunks = Channel.CreateBounded<Task<AuditedChunk>>(
            Math.Max(4, Environment.ProcessorCount * 2)
        );
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task reading = Task.Run(() => ReadAsync(segments, chunks.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (Task<AuditedChunk> chunk in chunks.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                Fold(await chunk.ConfigureAwait(false));
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await reading.ConfigureAwait(false);
        JudgeEnd();
        return new VerificationReport
        {
            Origin = _key.Name,
            Head = new LedgerHead(_next, _gap ? default : _tree.Root()),
            Checkpoint = _checkpoint,
            Segments = segments.Count,
            OpenHolds = _holds.Open.Count,
            UnfinishedBytes = _unfinished,
            HasWriter = _hasWriter,
            Findings = [.. _findings.Take(MostFindings)],
        };
    }

    private void ReadCheckpoint()
    {
        byte[]? note = _files.ReadAll(SegmentPath.Checkpoint);
        string? problem = "the checkpoint is missing";
        if (note is not null)
        {
            problem = CheckpointNote.Read(Encoding.UTF8.GetString(note), _key, out SignedCheckpoint checkpoint);
            _checkpoint = problem is null ? checkpoint : null;
        }

        if (problem is not null)
        {
            Add(new Finding(SegmentPath.Checkpoint, null, problem));
        }
    }

    private async Task ReadAsync(
        List<long> segments,
        ChannelWriter<Task<AuditedChunk>> chunks,
        CancellationToken cancellation
    )
    {
        try
        {
            SegmentAudit audit = new(_files, chunks, _checkpoint?.Size ?? 0, Add);
            for (int i = 0; i < segments.Count; i++)
            {
                await audit.ReadAsync(segments[i], i == segments.Count - 1, cancellation).ConfigureAwait(false);
            }

            _unfinished = audit.UnfinishedBytes;
            chunks.Complete();
        }
        catch (Exception failed) when (failed is IOException or OperationCanceledException)
        {
            chunks.Complete(failed);
            throw;
        }
    }

    private void Fold(AuditedChunk chunk)
    {
        chunk.Findings.ForEach(Add);
        _gap |= chunk.FollowsGap;
        int i = 0;
        foreach (Frame frame in chunk.Frames)
        {
            for (int end = i + frame.Count; i < end; i++)
            {
                Fold(chunk, i, frame.First + i - (end - frame.Count));
            }

            if (!_gap)
            {
                CompareRoot(chunk.Segment, frame);
            }
        }

        _done += chunk.Frames.Sum(frame => (long)frame.Bytes.Length);
        _progress?.Report(new VerificationProgress(_done, _total, _next));
    }

    private void Fold(AuditedChunk chunk, int i, long sequence)
    {
        ref readonly EntryFacts facts = ref chunk.Facts[i];
        if (facts.RecordedAt <= _lastTime)
        {
            Add(chunk.Segment, sequence, "it was not recorded later than the entry before");
        }

        _lastTime = facts.RecordedAt;
        if (facts.Kind is { } kind)
        {
            AppendStatus status = _holds.Judge(facts.Links);
            if (status != AppendStatus.Appended && !_gap)
            {
                Add(chunk.Segment, sequence, Explain(status, facts));
            }

            _holds.Apply(facts.Links, sequence);
            if (kind == EntryKind.Adjustment && !_adjustments.Add(facts.Id))
            {
                Add(chunk.Segment, sequence, $"an adjustment with its id {facts.Id} came before: it is booked twice");
            }
        }

        _next = sequence + 1;
        if (_gap)
        {
            return;
        }

        _tree.Add(chunk.Leaf(i));
        if (_checkpoint is null || sequence >= _checkpoint.Size)
        {
            return;
        }

        _tiles.Add(chunk.Entries[i].Span, chunk.Leaf(i));
        if (_next == _checkpoint.Size)
        {
            _tiles.WritePartials();
            CompareCheckpoint(_checkpoint);
        }
    }

    private static string Explain(AppendStatus status, in EntryFacts facts) =>
        status switch
        {
            AppendStatus.AlreadyResolved when facts.Resolves =>
                $"it resolves the authorization {facts.Settles} a second time",
            AppendStatus.DuplicateId => $"an authorization with its id {facts.Id} came before",
            _ when facts.Links.IsTopUp => $"it tops up {facts.CausedBy}, which is not an open authorization",
            _ => $"it resolves {facts.Settles}, which is not an open authorization",
        };

    private void CompareRoot(long segment, Frame frame)
    {
        Span<byte> root = stackalloc byte[TreeHash.Size];
        _tree.Root(root);
        if (!root.SequenceEqual(frame.RootAfter))
        {
            long last = frame.First + frame.Count - 1;
            Add(segment, frame.First, $"entries {frame.First} to {last} do not hash to the root of their commit");
        }
    }

    private void CompareCheckpoint(SignedCheckpoint checkpoint)
    {
        if (!_tree.Root().AsSpan().SequenceEqual(checkpoint.Root.Span))
        {
            string what = $"the first {checkpoint.Size} entries do not hash to the root it signs";
            Add(new Finding(SegmentPath.Checkpoint, null, what));
        }
    }

    private void CompareTile(string path, ReadOnlySpan<byte> content)
    {
        byte[]? stored = _files.ReadAll(path);
        bool isPartial = path.Contains(".p/", StringComparison.Ordinal);
        if (stored is null && isPartial && _hasWriter)
        {
            return; // A running writer replaces the partial tiles twice a second.
        }

        if (stored is null || !content.SequenceEqual(stored))
        {
            string what = stored is null ? "the tile is missing" : "the tile differs from the entries";
            what += "; delete 'tile' and 'state/tiled', the next start writes them again";
            Add(new Finding(path, _tiles.Size - 1, what));
        }
    }

    private void JudgeEnd()
    {
        if (_checkpoint is { } checkpoint && _next < checkpoint.Size)
        {
            string what = $"it signs {checkpoint.Size} entries, the segments hold {_next}: entries are lost";
            Add(new Finding(SegmentPath.Checkpoint, _next, what));
        }
        else if (_checkpoint is { Size: 0 } empty && !empty.Root.Span.SequenceEqual(TreeHash.EmptyRoot))
        {
            Add(new Finding(SegmentPath.Checkpoint, null, "it signs a wrong root for an empty ledger"));
        }
    }

    private long Length(long first)
    {
        using ILogFile? file = _files.OpenRead(SegmentPath.Of(first));
        return file?.Length ?? 0;
    }

    private void Add(long segment, long index, string what) => Add(new Finding(SegmentPath.Of(segment), index, what));

    private void Add(Finding finding)
    {
        lock (_findings)
        {
            if (_findings.Count < MostFindings)
            {
                _findings.Add(finding);
            }
        }
    }
}
