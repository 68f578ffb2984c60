using System.Collections;

namespace TokenLedger.Reporting.Columns;

/// <summary>The groups of rows that are not among those of <see cref="StandingGroups"/>, with the sums of all their rows.</summary>
internal sealed class ChangedGroups : IGroupTaker
{
    private readonly StandingGroups _standing;
    private readonly MeasureKind[] _kinds;
    private readonly BitArray _changed;
    private readonly List<int> _places = [];
    private readonly List<ulong> _codes = [];
    private readonly long[] _known;
    private long[] _sums = [];
    private Dictionary<ulong, int>? _numbers; // only whoever looks for groups needs it

    /// <summary>Begins.</summary>
    /// <param name="query">The question.</param>
    /// <param name="standing">The groups of the other rows.</param>
    public ChangedGroups(ScanQuery query, StandingGroups standing)
    {
        _standing = standing;
        _kinds = [.. query.Measures.Select(measure => measure.Kind)];
        _changed = new(standing.Count);
        _known = new long[_kinds.Length];
    }

    /// <summary>How many.</summary>
    public int Count => _codes.Count;

    /// <summary>The number of one of them, by the order in which they came.</summary>
    public ulong CodeOf(int i) => _codes[i];

    /// <summary>Where it is among the standing ones; -1 when it is new.</summary>
    public int PlaceOf(int i) => _places[i];

    /// <summary>Its sums, with those of the standing one.</summary>
    public ReadOnlySpan<long> SumsOf(int i) => _sums.AsSpan(i * _kinds.Length, _kinds.Length);

    /// <summary>Whether the standing group at a place is one of them.</summary>
    public bool Has(int place) => _changed[place];

    /// <summary>Which of them has a number; -1 for none.</summary>
    public int Find(ulong code)
    {
        _numbers ??= _codes.Select((one, i) => (one, i)).ToDictionary();
        return _numbers.TryGetValue(code, out int i) ? i : -1;
    }

    /// <inheritdoc/>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public void Offer(ulong code, ReadOnlySpan<long> sums)
    {
        int at = _codes.Count * _kinds.Length;
        if (_sums.Length < at + sums.Length)
        {
            Array.Resize(ref _sums, Math.Max(1024, (at + sums.Length) * 2));
        }

        int place = _standing.PlaceOf(code);
        sums.CopyTo(_sums.AsSpan(at));
        if (place >= 0)
        {
            _changed[place] = true;
            _standing.Read(place, _known);
            for (int i = 0; i < _kinds.Length; i++)
            {
                _sums[at + i] = PieceSums.Joined(_kinds[i], _known[i], sums[i]);
            }
        }

        _codes.Add(code);
        _places.Add(place);
    }
}
