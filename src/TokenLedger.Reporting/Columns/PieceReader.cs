namespace TokenLedger.Reporting.Columns;

/// <summary>Reads the groups of spans, piece by piece. One for each thread.</summary>
internal sealed class PieceReader(ColumnView view, ScanQuery query, KeyCode code)
{
    /// <summary>Rows that tell whether summing a span is worth it: whole pieces, which the hash has chosen.</summary>
    private const int Sampled = 8192;

    private readonly PieceRows _rows = new(query, code);
    private readonly PieceSums _sums = new(query);
    private readonly PieceGroupsWriter _groups = new(query.Measures.Count);

    /// <summary>The groups of a span; where most rows are groups of their own anyway, its rows as they are.</summary>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public PieceGroups Read(ChunkSpan span, PiecePass pass)
    {
        _rows.Read([.. view.ChunksOf(span)], pass);
        PieceGroups rows = _rows.InPieces();
        return IsWorthSumming(rows) ? Summed(rows) : rows;
    }

    /// <summary>Whether a quarter of the rows is saved by it: all spans together are summed afterwards in any case.</summary>
    private bool IsWorthSumming(PieceGroups rows)
    {
        (int seen, int groups) = (0, 0);
        for (int piece = 0; piece < PieceLayout.Pieces && seen < Sampled; piece++)
        {
            Sum(rows, piece);
            seen += rows.CountOf(piece);
            groups += _sums.Count;
        }

        return groups < seen - (seen / 4);
    }

    private PieceGroups Summed(PieceGroups rows)
    {
        _groups.Begin(0);
        for (int piece = 0; piece < PieceLayout.Pieces; piece++)
        {
            Sum(rows, piece);
            _sums.CopyTo(_groups);
        }

        return _groups.Packed();
    }

    private void Sum(PieceGroups rows, int piece)
    {
        _sums.Begin(rows.CountOf(piece));
        _sums.Add(rows, piece);
    }
}
