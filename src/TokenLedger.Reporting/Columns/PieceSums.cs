using System.Numerics;

namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Sums the groups of one piece after the other: an open table, probed linearly, numbers them in the order in which they
/// come, and their sums stand side by side. One for each thread.
/// </summary>
internal sealed class PieceSums(ScanQuery query)
{
    private const int LeastPlaces = 64;

    /// <summary>Places that a table begins with at most: 128 KiB. It grows when there are more groups.</summary>
    private const int MostPlaces = 32_768;

    private readonly int _measures = query.Measures.Count;
    private readonly MeasureKind[] _kinds = [.. query.Measures.Select(measure => measure.Kind)];
    private readonly long[] _block = new long[RowSelection.BlockRows];
    private readonly int[] _places = new int[RowSelection.BlockRows];

    // What a sum can be at most after what was added: while that fits, adding needs no check.
    private readonly UInt128[] _largest = new UInt128[query.Measures.Count];
    private int[] _table = new int[LeastPlaces];
    private int _size = LeastPlaces;
    private long[] _codes = [];
    private long[] _sums = [];

    /// <summary>Groups of the piece.</summary>
    public int Count { get; private set; }

    /// <summary>Begins a piece.</summary>
    /// <param name="groups">Groups it may have at most.</param>
    public void Begin(int groups)
    {
        _size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(groups * 3L / 2, LeastPlaces, MostPlaces));
        if (_table.Length < _size)
        {
            _table = new int[_size];
        }

        _table.AsSpan(0, _size).Clear();
        _sums.AsSpan(0, Count * _measures).Clear();
        Array.Clear(_largest);
        Count = 0;
    }

    /// <summary>Adds the groups of a piece that were found elsewhere.</summary>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public void Add(PieceGroups part, int piece)
    {
        for (int measure = 0; measure < _measures; measure++)
        {
            _largest[measure] += (UInt128)part.Sums[measure].Largest * (uint)part.CountOf(piece);
        }

        int end = part.StartOf(piece) + part.CountOf(piece);
        for (int from = part.StartOf(piece); from < end; from += _block.Length)
        {
            Span<long> values = _block.AsSpan(0, Math.Min(_block.Length, end - from));
            Span<int> places = _places.AsSpan(0, values.Length);
            part.Codes.Read(from, values);
            Place(values, places);
            for (int measure = 0; measure < _measures; measure++)
            {
                Add(part.Sums[measure], measure, from, places);
            }
        }
    }

    /// <summary>Offers the groups of the piece.</summary>
    public void OfferTo(IGroupTaker taker)
    {
        for (int i = 0; i < Count; i++)
        {
            taker.Offer((ulong)_codes[i], _sums.AsSpan(i * _measures, _measures));
        }
    }

    /// <summary>Copies the groups, in the order in which they came.</summary>
    public void CopyTo(PieceGroupsWriter groups)
    {
        groups.Next(Count, out Span<long> codes, out Span<long> sums);
        _codes.AsSpan(0, Count).CopyTo(codes);
        _sums.AsSpan(0, Count * _measures).CopyTo(sums);
    }

    /// <summary>Copies the groups in the order of their numbers.</summary>
    public void CopyInOrder(PieceGroupsWriter groups)
    {
        groups.Next(Count, out Span<long> codes, out Span<long> sums);
        int[] order = new int[Count];
        Order(order);
        for (int i = 0; i < order.Length; i++)
        {
            codes[i] = _codes[order[i]];
            _sums.AsSpan(order[i] * _measures, _measures).CopyTo(sums[(i * _measures)..]);
        }
    }

    /// <summary>Two parts of a sum together.</summary>
    /// <exception cref="OverflowException">They do not fit 64 bits.</exception>
    public static long Joined(MeasureKind kind, long left, long right) =>
        kind switch
        {
            MeasureKind.Sum => checked(left + right),
            MeasureKind.Most => Math.Max(left, right),
            MeasureKind.Least => left == 0 ? right
            : right == 0 ? left
            : Math.Min(left, right),
            _ => throw new NotSupportedException("Sets are not weighed."),
        };

    private void Add(PackedValues values, int measure, int from, ReadOnlySpan<int> places)
    {
        if (values.AreZero)
        {
            return;
        }

        MeasureKind kind = _kinds[measure];
        if (kind == MeasureKind.Sum && _largest[measure] <= (ulong)long.MaxValue)
        {
            values.Add(from, places, _sums.AsSpan(measure));
            return;
        }

        Span<long> block = _block.AsSpan(0, places.Length);
        values.Read(from, block);
        for (int i = 0; i < places.Length; i++)
        {
            ref long own = ref _sums[places[i] + measure];
            own = Joined(kind, own, block[i]);
        }
    }

    /// <summary>Finds where the sums of some groups are.</summary>
    private void Place(ReadOnlySpan<long> codes, Span<int> places)
    {
        (int[] table, long[] own, int shift) = (_table, _codes, Shift);
        for (int i = 0; i < codes.Length; i++)
        {
            long code = codes[i];
            int place = PlaceIn(code, shift);
            int number = table[place];
            while (number != 0 && own[number - 1] != code)
            {
                place = (place + 1) & (_size - 1);
                number = table[place];
            }

            if (number == 0)
            {
                number = Insert(code, place);
                (table, own, shift) = (_table, _codes, Shift);
            }

            places[i] = (number - 1) * _measures;
        }
    }

    private int Shift => 64 - BitOperations.Log2((uint)_size);

    /// <summary>
    /// Where a group is looked for first: by the bits that follow those of the piece, so that groups stand nearly in the
    /// order of their numbers.
    /// </summary>
    private static int PlaceIn(long code, int shift) => (int)((ulong)(code << PieceLayout.Bits) >> shift);

    private int Insert(long code, int place)
    {
        if (Count == _codes.Length)
        {
            int length = Math.Max(256, Count * 2);
            Array.Resize(ref _codes, length);
            Array.Resize(ref _sums, length * Math.Max(1, _measures));
        }

        _codes[Count++] = code;
        _table[place] = Count;
        if (Count * 2 > _size)
        {
            Grow();
        }

        return Count;
    }

    private void Grow()
    {
        _size *= 2;
        _table = _table.Length < _size ? new int[_size] : _table;
        _table.AsSpan(0, _size).Clear();
        for (int number = 1; number <= Count; number++)
        {
            int place = PlaceIn(_codes[number - 1], Shift);
            while (_table[place] != 0)
            {
                place = (place + 1) & (_size - 1);
            }

            _table[place] = number;
        }
    }

    /// <summary>Puts groups in order: they stand nearly so in the table, and are only moved past their neighbours.</summary>
    private void Order(int[] order)
    {
        int count = 0;
        foreach (int number in _table.AsSpan(0, _size))
        {
            if (number == 0)
            {
                continue;
            }

            ulong code = (ulong)_codes[number - 1];
            int at = count++;
            for (; at > 0 && (ulong)_codes[order[at - 1]] > code; at--)
            {
                order[at] = order[at - 1];
            }

            order[at] = number - 1;
        }
    }
}
