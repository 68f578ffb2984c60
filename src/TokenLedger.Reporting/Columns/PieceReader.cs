namespace TokenLedger.Reporting.Columns;

/// <summary>Sums the groups of spans, piece by piece. One for each thread.</summary>
internal sealed class PieceReader(ColumnView view, PieceLayout layout, KeyCode code)
{
    private readonly PieceWriter _writer = new(layout, code);
    private readonly PieceSums _sums = new(layout);
    private readonly int _measures = layout.Query.Measures.Count;
    private ulong[] _codes = [];
    private long[] _values = [];

    /// <summary>The groups of a span.</summary>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public PieceGroups Read(ChunkSpan span, PiecePass pass)
    {
        _writer.Clear();
        for (int i = span.First; i < span.First + span.Count; i++)
        {
            _writer.Read(view.Chunks[i], pass);
        }

        int[] starts = new int[PieceLayout.Pieces + 1];
        int groups = 0;
        for (int piece = 0; piece < PieceLayout.Pieces; piece++)
        {
            _sums.Begin(_writer.PagesOf(piece).Count * PieceLayout.PageRows);
            _sums.Add(_writer, piece);
            MakeRoom(groups + _sums.Count);
            _sums.CopyTo(_codes.AsSpan(groups), _values.AsSpan(groups * _measures));
            starts[piece + 1] = groups += _sums.Count;
        }

        return PieceGroups.Packed(starts, _codes.AsSpan(0, groups), _values.AsSpan(0, groups * _measures), _measures);
    }

    private void MakeRoom(int groups)
    {
        if (_codes.Length < groups)
        {
            int length = Math.Max(groups, _codes.Length * 2);
            Array.Resize(ref _codes, length);
            Array.Resize(ref _values, length * _measures);
        }
    }
}
