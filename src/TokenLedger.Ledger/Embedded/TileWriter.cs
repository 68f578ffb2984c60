using System.Buffers.Binary;
using System.Runtime.InteropServices;
using TokenLedger.Ledger.Merkle;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// Writes the C2SP tlog-tiles files of a growing tree: full tiles and bundles as they fill, partial ones for each
/// published size. Everything it writes can be computed again from the segments.
/// </summary>
internal sealed class TileWriter
{
    private readonly PutFile _put;
    private readonly List<Row> _rows = [];
    private readonly List<byte> _bundle = [];

    /// <param name="put">Receives each file: stores it, or compares it with what is stored.</param>
    /// <param name="size">Size from which to write; a multiple of 256.</param>
    /// <param name="tree">Reads the hashes already there, for the levels above.</param>
    public TileWriter(PutFile put, long size, TreeReader? tree)
    {
        _put = put;
        Size = size;
        for (int level = 0; level == 0 || size >> (8 * level) > 0; level++)
        {
            long hashes = size >> (8 * level);
            int width = (int)(hashes % TilePath.Width);
            Row row = new() { Number = hashes / TilePath.Width, Width = width };
            if (width > 0)
            {
                tree!.Tile(level, row.Number, width).CopyTo(row.Hashes, 0);
            }

            _rows.Add(row);
        }
    }

    /// <summary>Takes one whole file.</summary>
    public delegate void PutFile(string path, ReadOnlySpan<byte> content);

    /// <summary>Entries taken.</summary>
    public long Size { get; private set; }

    /// <summary>Takes the next entry; writes every tile and bundle that it fills.</summary>
    public void Add(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> leafHash)
    {
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)entry.Length);
        _bundle.AddRange(length);
        _bundle.AddRange(entry);
        Size++;
        Add(0, leafHash);
        if (Size % TilePath.Width == 0)
        {
            _put(TilePath.Entries(Size / TilePath.Width - 1, TilePath.Width), CollectionsMarshal.AsSpan(_bundle));
            _bundle.Clear();
        }
    }

    /// <summary>Writes the partial tiles and bundle of the present size.</summary>
    public void WritePartials()
    {
        for (int level = 0; level < _rows.Count; level++)
        {
            Row row = _rows[level];
            if (row.Width > 0)
            {
                _put(TilePath.Hashes(level, row.Number, row.Width), row.Hashes.AsSpan(0, row.Width * TreeHash.Size));
            }
        }

        int rest = (int)(Size % TilePath.Width);
        if (rest > 0)
        {
            _put(TilePath.Entries(Size / TilePath.Width, rest), CollectionsMarshal.AsSpan(_bundle));
        }
    }

    private void Add(int level, ReadOnlySpan<byte> hash)
    {
        if (level == _rows.Count)
        {
            _rows.Add(new Row());
        }

        Row row = _rows[level];
        hash.CopyTo(row.Hashes.AsSpan(row.Width * TreeHash.Size));
        row.Width++;
        if (row.Width < TilePath.Width)
        {
            return;
        }

        _put(TilePath.Hashes(level, row.Number, TilePath.Width), row.Hashes);
        TreeHash.Fold(row.Hashes);
        row.Number++;
        row.Width = 0;
        Add(level + 1, row.Hashes.AsSpan(0, TreeHash.Size));
    }

    /// <summary>The tile being filled at one level.</summary>
    private sealed class Row
    {
        public byte[] Hashes { get; } = new byte[TilePath.Width * TreeHash.Size];

        public long Number { get; set; }

        public int Width { get; set; }
    }
}
