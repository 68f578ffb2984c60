using System.Globalization;
using System.Text;
using TokenLedger.Ledger.Merkle;
using TokenLedger.Ledger.Signing;
using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// Follows the log off the commit path: writes tiles and bundles, then signs and stores the checkpoint of the same
/// size. Runs while the head moves, about twice a second, so the stored checkpoint is at most a second behind.
/// </summary>
internal sealed class Publisher
{
    /// <summary>Rest between two checkpoints.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Entries after which tiles are brought to stable storage, so that a crash rewrites no more than these.</summary>
    private const long SyncEvery = SegmentPath.Entries;

    private readonly ILedgerFiles _files;
    private readonly SigningKey _key;
    private readonly HeadSignal _head;
    private readonly Func<long, int, List<StoredEntry>> _read;
    private readonly RecentLeaves _recent;
    private readonly LedgerVitals _vitals;
    private readonly TimeProvider _clock;
    private readonly TileWriter _tiles;
    private long _synced;
    private long _trusted;
    private SignedCheckpoint _checkpoint;

    public Publisher(
        ILedgerFiles files,
        SigningKey key,
        HeadSignal head,
        Func<long, int, List<StoredEntry>> read,
        RecentLeaves recent,
        LedgerVitals vitals,
        TimeProvider clock,
        SignedCheckpoint checkpoint
    )
    {
        (_files, _key, _head, _read, _clock, _checkpoint) = (files, key, head, read, clock, checkpoint);
        _recent = recent;
        _vitals = vitals;
        _synced = TiledSize(files, head.Head.Size);
        _trusted = _synced;
        Tree = new TreeReader(files, () => Volatile.Read(ref _trusted), read);
        _tiles = new TileWriter((path, content) => files.Replace(path, content, durable: false), _synced, Tree);
    }

    /// <summary>The newest stored checkpoint.</summary>
    public SignedCheckpoint Checkpoint => Volatile.Read(ref _checkpoint);

    /// <summary>The tree, for proofs.</summary>
    public TreeReader Tree { get; }

    /// <summary>Publishes whenever the head has moved, until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using BackgroundThread thread = new("ledger publisher", BackgroundThread.Prompt);
        while (!stop.IsCancellationRequested)
        {
            await _head.WaitBeyondAsync(Checkpoint.Size, stop).ConfigureAwait(false);
            await Task.Delay(Interval, _clock, stop).ConfigureAwait(false);
            await thread.RunAsync(Publish).ConfigureAwait(false);
        }
    }

    /// <summary>Publishes the present head.</summary>
    public void Publish()
    {
        LedgerHead head = _head.Head;
        WriteTiles(head.Size);
        SignedCheckpoint checkpoint = CheckpointNote.Sign(_key, head);
        _files.Replace(SegmentPath.Checkpoint, Encoding.UTF8.GetBytes(checkpoint.Note), durable: true);
        DropPartials(Checkpoint.Size, checkpoint.Size);
        Volatile.Write(ref _checkpoint, checkpoint);
        _vitals.NoteCheckpoint(_clock.GetUtcNow());
    }

    /// <summary>Brings all tiles to stable storage, so that the next start has none to rewrite.</summary>
    public void SyncTiles()
    {
        long full = _tiles.Size - _tiles.Size % TilePath.Width;
        if (full == _synced)
        {
            return;
        }

        _files.SyncAll();
        _synced = full;
        byte[] text = Encoding.ASCII.GetBytes(full.ToString(CultureInfo.InvariantCulture));
        _files.Replace(SegmentPath.Tiled, text, durable: true);
    }

    /// <summary>The size up to which tiles are known to be on stable storage.</summary>
    public static long TiledSize(ILedgerFiles files, long size)
    {
        byte[]? text = files.ReadAll(SegmentPath.Tiled);
        bool known = long.TryParse(
            Encoding.ASCII.GetString(text ?? []),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out long tiled
        );
        return known && tiled <= size ? tiled - tiled % TilePath.Width : 0;
    }

    private void WriteTiles(long size)
    {
        Span<byte> leaf = stackalloc byte[TreeHash.Size];
        while (_tiles.Size < size)
        {
            foreach (StoredEntry entry in _read(_tiles.Size, (int)Math.Min(4096, size - _tiles.Size)))
            {
                if (!_recent.TryCopy(entry.Sequence, leaf))
                {
                    LeafHash.Of(entry.Bytes.Span, leaf);
                }

                _tiles.Add(entry.Bytes.Span, leaf);
            }

            Volatile.Write(ref _trusted, _tiles.Size - _tiles.Size % TilePath.Width);
            if (_tiles.Size - _synced >= SyncEvery)
            {
                SyncTiles();
            }
        }

        _tiles.WritePartials();
    }

    private void DropPartials(long oldSize, long newSize)
    {
        foreach (string old in TilePath.Partials(oldSize).Except(TilePath.Partials(newSize)))
        {
            _files.Delete(old);
        }
    }
}
