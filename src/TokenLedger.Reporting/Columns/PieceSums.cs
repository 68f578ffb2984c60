using System.Numerics;

namespace TokenLedger.Reporting.Columns;

/// <summary>Sums the groups of one piece after the other in an open table, probed linearly. One for each thread.</summary>
internal sealed class PieceSums(PieceLayout layout)
{
    private readonly int _measures = layout.Query.Measures.Count;
    private readonly MeasureKind[] _kinds = [.. layout.Query.Measures.Select(measure => measure.Kind)];
    private readonly List<int> _taken = [];
    private readonly long[] _block = new long[RowSelection.BlockRows];
    private readonly int[] _places = new int[RowSelection.BlockRows];
    private ulong[] _codes = [];
    private bool[] _isTaken = [];
    private long[] _sums = [];

    /// <summary>Groups of the piece.</summary>
    public int Count => _taken.Count;

    /// <summary>Begins a piece.</summary>
    /// <param name="groups">Groups it may have at most.</param>
    public void Begin(int groups)
    {
        int places = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, groups * 2));
        foreach (int place in _taken)
        {
            _isTaken[place] = false;
            _sums.AsSpan(place * _measures, _measures).Clear();
        }

        _taken.Clear();
        if (_codes.Length < places)
        {
            (_codes, _isTaken, _sums) = (new ulong[places], new bool[places], new long[places * _measures]);
        }
    }

    /// <summary>Adds the rows of a piece.</summary>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public void Add(PieceWriter writer, int piece)
    {
        IReadOnlyList<int[]> pages = writer.PagesOf(piece);
        for (int i = 0; i < pages.Count; i++)
        {
            Add(pages[i].AsSpan(0, i == pages.Count - 1 ? writer.UsedOf(piece) : pages[i].Length));
        }
    }

    /// <summary>Adds the groups of a piece that were summed elsewhere.</summary>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public void Add(PieceGroups part, int piece)
    {
        int end = part.Starts[piece + 1];
        for (int from = part.Starts[piece]; from < end; from += _block.Length)
        {
            Span<long> values = _block.AsSpan(0, Math.Min(_block.Length, end - from));
            Span<int> places = _places.AsSpan(0, values.Length);
            part.Codes.Read(from, values);
            for (int i = 0; i < places.Length; i++)
            {
                places[i] = PlaceOf((ulong)values[i]) * _measures;
            }

            for (int measure = 0; measure < _measures; measure++)
            {
                if (!part.Sums[measure].AreZero)
                {
                    part.Sums[measure].Read(from, values);
                    Add(measure, places, values);
                }
            }
        }
    }

    /// <summary>Offers the groups of the piece.</summary>
    public void OfferTo(IGroupTaker taker)
    {
        foreach (int place in _taken)
        {
            taker.Offer(_codes[place], _sums.AsSpan(place * _measures, _measures));
        }
    }

    /// <summary>Copies the numbers of the groups in their order, and their sums group by group.</summary>
    public (ulong[] Codes, long[] Sums) InOrder()
    {
        ulong[] codes = new ulong[_taken.Count];
        int[] places = [.. _taken];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = _codes[places[i]];
        }

        codes.AsSpan().Sort(places.AsSpan());
        long[] sums = new long[codes.Length * _measures];
        for (int i = 0; i < codes.Length; i++)
        {
            _sums.AsSpan(places[i] * _measures, _measures).CopyTo(sums.AsSpan(i * _measures));
        }

        return (codes, sums);
    }

    /// <summary>Copies the numbers of the groups, and their sums group by group.</summary>
    public void CopyTo(Span<ulong> codes, Span<long> sums)
    {
        for (int i = 0; i < _taken.Count; i++)
        {
            codes[i] = _codes[_taken[i]];
            _sums.AsSpan(_taken[i] * _measures, _measures).CopyTo(sums[(i * _measures)..]);
        }
    }

    private void Add(int measure, ReadOnlySpan<int> places, ReadOnlySpan<long> values)
    {
        MeasureKind kind = _kinds[measure];
        for (int i = 0; i < places.Length; i++)
        {
            ref long own = ref _sums[places[i] + measure];
            own = Joined(kind, own, values[i]);
        }
    }

    private void Add(ReadOnlySpan<int> rows)
    {
        for (int at = 0; at < rows.Length; )
        {
            ulong code = (uint)rows[at++];
            if (layout.HasWideCode)
            {
                code |= (ulong)(uint)rows[at++] << 32;
            }

            Span<long> sums = _sums.AsSpan(PlaceOf(code) * _measures, _measures);
            for (int i = 0; i < sums.Length; i++)
            {
                long value = rows[at++];
                if (layout.AreWide[i])
                {
                    value = (uint)value | ((long)rows[at++] << 32);
                }

                sums[i] = Joined(_kinds[i], sums[i], value);
            }
        }
    }

    /// <summary>Two parts of a sum together.</summary>
    /// <exception cref="OverflowException">They do not fit 64 bits.</exception>
    public static long Joined(MeasureKind kind, long left, long right) =>
        kind == MeasureKind.Sum ? checked(left + right) : Extreme(kind, left, right);

    private static long Extreme(MeasureKind kind, long own, long value) =>
        kind switch
        {
            MeasureKind.Most => Math.Max(own, value),
            MeasureKind.Least => own == 0 ? value
            : value == 0 ? own
            : Math.Min(own, value),
            _ => throw new NotSupportedException("Sets are not weighed."),
        };

    private int PlaceOf(ulong code)
    {
        int mask = _codes.Length - 1;
        // Other bits than those that chose the piece.
        int place = (int)((code * 0x9E3779B97F4A7C15) >> 22) & mask;
        while (_isTaken[place] && _codes[place] != code)
        {
            place = (place + 1) & mask;
        }

        if (!_isTaken[place])
        {
            (_isTaken[place], _codes[place]) = (true, code);
            _taken.Add(place);
        }

        return place;
    }
}
