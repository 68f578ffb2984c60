namespace TokenLedger.Reporting.Columns;

/// <summary>
/// All groups of a run of sealed segments, summed: kept from one question to the next, so that only what was booked since
/// is left to be laid over them, see <see cref="StandingRun"/>. Immutable.
/// </summary>
internal sealed class StandingGroups : IRemembered
{
    /// <summary>Parts that are made and packed by themselves, each of as many pieces.</summary>
    public const int Slabs = 128;

    /// <summary>Pieces of a slab.</summary>
    public const int PiecesOfSlab = PieceLayout.Pieces / Slabs;

    private readonly PieceGroups[] _slabs;
    private readonly int[] _starts = new int[Slabs + 1];

    /// <summary>Puts slabs together.</summary>
    /// <param name="slabs">The groups of each, in the order of their numbers, each once.</param>
    public StandingGroups(PieceGroups[] slabs)
    {
        _slabs = slabs;
        for (int slab = 0; slab < Slabs; slab++)
        {
            _starts[slab + 1] = _starts[slab] + slabs[slab].Count;
        }
    }

    /// <inheritdoc/>
    public long Bytes => _slabs.Sum(slab => slab.Bytes);

    /// <summary>How many groups.</summary>
    public int Count => _starts[^1];

    /// <summary>The slab that a piece is in.</summary>
    public PieceGroups SlabOf(int piece) => _slabs[piece / PiecesOfSlab];

    /// <summary>Where a group is; -1 when it is not among them.</summary>
    public int PlaceOf(ulong code)
    {
        int piece = PieceLayout.PieceOf(code);
        PieceGroups slab = SlabOf(piece);
        (int low, int high) = (slab.StartOf(piece), slab.StartOf(piece) + slab.CountOf(piece) - 1);
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            ulong found = (ulong)slab.Codes.At(middle);
            if (found == code)
            {
                return _starts[piece / PiecesOfSlab] + middle;
            }

            (low, high) = found < code ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>The number of the group at a place.</summary>
    public ulong CodeOf(int place)
    {
        int slab = SlabAt(place);
        return (ulong)_slabs[slab].Codes.At(place - _starts[slab]);
    }

    /// <summary>Reads the sums of the group at a place.</summary>
    public void Read(int place, Span<long> sums)
    {
        int slab = SlabAt(place);
        for (int measure = 0; measure < sums.Length; measure++)
        {
            sums[measure] = _slabs[slab].Sums[measure].At(place - _starts[slab]);
        }
    }

    /// <summary>Offers the groups of a slab, by their places.</summary>
    public void OfferTo(IGroupTaker taker, int slab)
    {
        PieceGroups groups = _slabs[slab];
        int measures = groups.Sums.Length;
        long[] column = new long[Math.Min(groups.Count, RowSelection.BlockRows)];
        long[] sums = new long[column.Length * measures];
        for (int from = 0; from < groups.Count; from += column.Length)
        {
            int count = Math.Min(column.Length, groups.Count - from);
            for (int measure = 0; measure < measures; measure++)
            {
                groups.Sums[measure].Read(from, column.AsSpan(0, count));
                for (int i = 0; i < count; i++)
                {
                    sums[(i * measures) + measure] = column[i];
                }
            }

            for (int i = 0; i < count; i++)
            {
                taker.Offer((ulong)(_starts[slab] + from + i), sums.AsSpan(i * measures, measures));
            }
        }
    }

    private int SlabAt(int place)
    {
        // Without those that are empty, which begin where the next does: the last that begins there.
        (int low, int high) = (0, Slabs - 1);
        while (low < high)
        {
            int middle = (low + high + 1) >> 1;
            (low, high) = _starts[middle] <= place ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
