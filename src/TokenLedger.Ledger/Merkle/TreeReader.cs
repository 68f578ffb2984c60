using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Merkle;

/// <summary>
/// Hashes of any part of the tree: from published tiles where they are, computed from the entries where they are not.
/// Thread-safe.
/// </summary>
/// <param name="files">The ledger's folder.</param>
/// <param name="tiled">The size up to which full tiles can be trusted to be on disk.</param>
/// <param name="read">Reads entries [from, from + count).</param>
internal sealed class TreeReader(ILedgerFiles files, Func<long> tiled, Func<long, int, List<StoredEntry>> read)
{
    /// <summary>Full tiles kept in memory, 8 KiB each.</summary>
    private const int MostTiles = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<(int Level, long Number), byte[]> _tiles = [];

    public InclusionProof Inclusion(long sequence, long size)
    {
        byte[] leaf = new byte[TreeHash.Size];
        Subtree(0, sequence, leaf);
        List<ReadOnlyMemory<byte>> path = MerkleProof.Inclusion(sequence, size, Subtree);
        return new InclusionProof(sequence, size, leaf, path, Root(size));
    }

    public List<ReadOnlyMemory<byte>> Consistency(long firstSize, long secondSize) =>
        MerkleProof.Consistency(firstSize, secondSize, Subtree);

    public byte[] Root(long size) => MerkleProof.Root(0, size, Subtree);

    /// <summary>The first <paramref name="width"/> hashes of a tile.</summary>
    public byte[] Tile(int level, long number, int width)
    {
        if (width == TilePath.Width && Cached(level, number) is { } cached)
        {
            return cached;
        }

        byte[] tile = new byte[width * TreeHash.Size];
        if (level == 0)
        {
            HashEntries(number * TilePath.Width, tile);
        }
        else
        {
            for (int i = 0; i < width; i++)
            {
                Subtree(8 * level, number * TilePath.Width + i, tile.AsSpan(i * TreeHash.Size, TreeHash.Size));
            }
        }

        if (width == TilePath.Width)
        {
            Cache(level, number, tile);
        }

        return tile;
    }

    private void Subtree(int level, long index, Span<byte> target)
    {
        // A perfect subtree of 2^level leaves is a run of 2^(level mod 8) hashes in one tile of level/8. A run of a
        // whole tile cannot occur here: it is one hash of the tile above, computed from the tile below.
        int tileLevel = level / 8;
        int run = 1 << level % 8;
        long firstHash = index * run;
        if (run == 1 && tileLevel > 0 && !IsPublished(tileLevel, firstHash / TilePath.Width))
        {
            byte[] below = [.. Tile(tileLevel - 1, firstHash, TilePath.Width)];
            TreeHash.Fold(below);
            below.AsSpan(0, TreeHash.Size).CopyTo(target);
            return;
        }

        int start = (int)(firstHash % TilePath.Width);
        long number = firstHash / TilePath.Width;
        byte[] tile = Tile(tileLevel, number, IsPublished(tileLevel, number) ? TilePath.Width : start + run);
        byte[] hashes = tile[(start * TreeHash.Size)..((start + run) * TreeHash.Size)];
        TreeHash.Fold(hashes);
        hashes.AsSpan(0, TreeHash.Size).CopyTo(target);
    }

    private bool IsPublished(int level, long number) => (number + 1) << (8 * (level + 1)) <= tiled();

    private byte[]? Cached(int level, long number)
    {
        lock (_gate)
        {
            if (_tiles.TryGetValue((level, number), out byte[]? tile))
            {
                return tile;
            }
        }

        if (!IsPublished(level, number))
        {
            return null;
        }

        byte[]? stored = files.ReadAll(TilePath.Hashes(level, number, TilePath.Width));
        if (stored?.Length != TilePath.Width * TreeHash.Size)
        {
            return null;
        }

        Cache(level, number, stored);
        return stored;
    }

    private void Cache(int level, long number, byte[] tile)
    {
        lock (_gate)
        {
            if (_tiles.Count >= MostTiles)
            {
                _tiles.Clear();
            }

            _tiles[(level, number)] = tile;
        }
    }

    private void HashEntries(long first, Span<byte> tile)
    {
        int count = tile.Length / TreeHash.Size;
        for (int done = 0; done < count; )
        {
            foreach (StoredEntry entry in read(first + done, count - done))
            {
                LeafHash.Of(entry.Bytes.Span, tile.Slice(done++ * TreeHash.Size, TreeHash.Size));
            }
        }
    }
}
