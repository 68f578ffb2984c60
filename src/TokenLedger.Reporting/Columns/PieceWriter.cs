namespace TokenLedger.Reporting.Columns;

/// <summary>One thread's rows, put into pieces by the hash of their group.</summary>
internal sealed class PieceWriter
{
    private readonly PieceLayout _layout;
    private readonly KeyCode _code;
    private readonly RowSelection _selection;
    private readonly StatusRows _statuses;
    private readonly List<int[]>[] _pages = [.. Enumerable.Range(0, PieceLayout.Pieces).Select(_ => new List<int[]>())];
    private readonly Stack<int[]> _free = [];
    private readonly int[] _used = new int[PieceLayout.Pieces];
    private readonly ulong[] _codes = new ulong[RowSelection.BlockRows];
    private readonly long[] _values = new long[RowSelection.BlockRows];
    private readonly long[][] _measures;

    public PieceWriter(PieceLayout layout, KeyCode code)
    {
        (_layout, _code) = (layout, code);
        _selection = new RowSelection(layout.Query);
        _statuses = new StatusRows(_selection);
        _measures = [.. layout.Query.Measures.Select(_ => new long[RowSelection.BlockRows])];
    }

    /// <summary>The pages of a piece: all are full but the last.</summary>
    public IReadOnlyList<int[]> PagesOf(int piece) => _pages[piece];

    /// <summary>Numbers used of the last page of a piece.</summary>
    public int UsedOf(int piece) => _used[piece];

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        foreach (List<int[]> pages in _pages)
        {
            pages.ForEach(_free.Push);
            pages.Clear();
        }
    }

    /// <summary>Puts the rows of a chunk into the pieces of a pass.</summary>
    public void Read(Chunk chunk, PiecePass pass)
    {
        foreach ((_, int from, RowSelection kept) in RowReader.Blocks([chunk], _layout.Query, _selection))
        {
            Span<ulong> codes = _codes.AsSpan(0, kept.Kept);
            Number(chunk, from, codes);
            ReadMeasures(chunk, from, codes.Length);
            for (int i = 0; i < codes.Length; i++)
            {
                int piece = PieceLayout.PieceOf(codes[i]);
                if (pass.Has(piece))
                {
                    Write(piece, codes[i], i);
                }
            }
        }
    }

    private void Number(Chunk chunk, int from, Span<ulong> codes)
    {
        codes.Clear();
        Span<long> values = _values.AsSpan(0, codes.Length);
        for (int key = 0; key < _layout.Query.Keys.Count; key++)
        {
            _selection.Read(chunk, _layout.Query.Keys[key], from, values);
            _code.Join(key, values, codes);
        }
    }

    private void ReadMeasures(Chunk chunk, int from, int rows)
    {
        _statuses.Begin(chunk, from);
        for (int i = 0; i < _measures.Length; i++)
        {
            Measure measure = _layout.Query.Measures[i];
            Span<long> values = _measures[i].AsSpan(0, rows);
            StatusShare share = StatusRows.ShareOf(chunk, measure.Statuses);
            if (share == StatusShare.None)
            {
                values.Clear();
                continue;
            }

            _selection.Read(chunk, measure.Column, from, values);
            _statuses.Keep(values, share == StatusShare.All ? Measure.Any : measure.Statuses);
        }
    }

    private void Write(int piece, ulong code, int row)
    {
        int used = _used[piece];
        List<int[]> pages = _pages[piece];
        if (pages.Count == 0 || used == PieceLayout.PageRows * _layout.Stride)
        {
            pages.Add(_free.TryPop(out int[]? free) ? free : new int[PieceLayout.PageRows * _layout.Stride]);
            used = 0;
        }

        int[] page = pages[^1];
        page[used++] = (int)code;
        if (_layout.HasWideCode)
        {
            page[used++] = (int)(code >> 32);
        }

        for (int i = 0; i < _measures.Length; i++)
        {
            long value = _measures[i][row];
            page[used++] = (int)value;
            if (_layout.AreWide[i])
            {
                page[used++] = (int)(value >> 32);
            }
        }

        _used[piece] = used;
    }
}
