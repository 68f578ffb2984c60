using System.Numerics;

namespace TokenLedger.Reporting.Columns;

/// <summary>Sums the groups of one piece after the other in an open table, probed linearly. One for each thread.</summary>
internal sealed class PieceSums(PieceLayout layout)
{
    private readonly int _measures = layout.Query.Measures.Count;
    private readonly List<int> _taken = [];
    private ulong[] _codes = [];
    private bool[] _isTaken = [];
    private long[] _sums = [];

    /// <summary>Sums a piece.</summary>
    /// <param name="writers">Who has rows of it.</param>
    /// <param name="piece">Which.</param>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public void Sum(PieceWriter[] writers, int piece)
    {
        int pages = writers.Sum(writer => writer.PagesOf(piece).Count);
        Prepare(pages * PieceLayout.PageRows);
        foreach (PieceWriter writer in writers)
        {
            IReadOnlyList<int[]> own = writer.PagesOf(piece);
            for (int i = 0; i < own.Count; i++)
            {
                Sum(own[i].AsSpan(0, i == own.Count - 1 ? writer.UsedOf(piece) : own[i].Length));
            }
        }
    }

    /// <summary>Offers the groups of the piece.</summary>
    public void OfferTo(HeaviestGroups heaviest)
    {
        foreach (int place in _taken)
        {
            heaviest.Offer(_codes[place], _sums.AsSpan(place * _measures, _measures));
        }
    }

    private void Prepare(int rows)
    {
        int places = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, rows * 2));
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

    private void Sum(ReadOnlySpan<int> rows)
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

                sums[i] = Combined(layout.Query.Measures[i].Kind, sums[i], value);
            }
        }
    }

    private static long Combined(MeasureKind kind, long own, long value) =>
        kind switch
        {
            MeasureKind.Sum => checked(own + value),
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
