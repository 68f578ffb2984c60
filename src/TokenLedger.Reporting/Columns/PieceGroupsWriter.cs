namespace TokenLedger.Reporting.Columns;

/// <summary>Collects the groups of pieces, one piece after the other, and packs them. One for each thread.</summary>
internal sealed class PieceGroupsWriter(int measures)
{
    private readonly List<int> _starts = [];
    private int _first;
    private int _count;
    private long[] _codes = [];
    private long[] _sums = [];

    /// <summary>Begins.</summary>
    /// <param name="piece">The first piece.</param>
    public void Begin(int piece)
    {
        (_first, _count) = (piece, 0);
        _starts.Clear();
        _starts.Add(0);
    }

    /// <summary>Makes room for the groups of the next piece.</summary>
    /// <param name="groups">How many.</param>
    /// <param name="codes">Where their numbers go.</param>
    /// <param name="sums">Where their sums go, group by group.</param>
    public void Next(int groups, out Span<long> codes, out Span<long> sums)
    {
        int end = _count + groups;
        if (_codes.Length < end)
        {
            int length = Math.Max(end, _codes.Length * 2);
            Array.Resize(ref _codes, length);
            Array.Resize(ref _sums, length * measures);
        }

        codes = _codes.AsSpan(_count, groups);
        sums = _sums.AsSpan(_count * measures, groups * measures);
        _count = end;
        _starts.Add(end);
    }

    /// <summary>The groups.</summary>
    public PieceGroups Packed()
    {
        PackedValues codes = new(_codes.AsSpan(0, _count));
        PackedValues[] packed = new PackedValues[measures];
        Span<long> one = _codes.AsSpan(0, _count); // the numbers are packed already
        for (int measure = 0; measure < measures; measure++)
        {
            for (int i = 0; i < one.Length; i++)
            {
                one[i] = _sums[(i * measures) + measure];
            }

            packed[measure] = new(one);
        }

        return new(_first, [.. _starts], codes, packed);
    }
}
