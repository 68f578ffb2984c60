using System.Runtime.CompilerServices;

namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Keeps the heaviest of any number of groups, and all as heavy as the lightest of those. One for each thread. Numbers of 128 bits
/// are not compiled ahead of time: what looks at each group is compiled for good when it is first called.
/// </summary>
internal sealed class HeaviestGroups(ScanQuery query, int most, int counted, GroupWeight weight) : IGroupTaker
{
    private readonly int _measures = query.Measures.Count;
    private readonly List<(ulong Code, long[] Sums)> _zeros = [];
    private readonly long[] _total = new long[query.Measures.Count];
    private readonly bool[] _areSums = [.. query.Measures.Select(measure => measure.Kind == MeasureKind.Sum)];

    // Groups that may be among the heaviest: at most twice as many as wanted, then the lighter half is forgotten.
    private ulong[] _codes = [];
    private (Int128 First, Int128 Second)[] _weights = [];
    private long[] _sums = [];
    private int _kept;
    private long _room = 2L * Math.Max(1, most);
    private (Int128 First, Int128 Second)? _lightest; // lighter ones are not among them
    private bool _hasMoreZeros;
    private int _count;

    /// <summary>Offers a group.</summary>
    /// <exception cref="OverflowException">The sum of all does not fit 64 bits.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Offer(ulong code, ReadOnlySpan<long> sums)
    {
        if (!Counts(sums))
        {
            OfferZero(code, sums);
            return;
        }

        _count++;
        for (int i = 0; i < sums.Length; i++)
        {
            _total[i] = _areSums[i] ? checked(_total[i] + sums[i]) : 0;
        }

        Keep(code, sums, weight(sums));
    }

    /// <summary>Counts groups that are not offered, because they are known already.</summary>
    public void Count(GroupRanking known)
    {
        _count += known.Count;
        _hasMoreZeros |= known.HasMoreZeros;
        for (int i = 0; i < _total.Length; i++)
        {
            _total[i] = checked(_total[i] + known.Total[i]);
        }
    }

    /// <summary>Takes a group off those counted: it is offered with other sums.</summary>
    public void TakeBack(ReadOnlySpan<long> sums)
    {
        if (!Counts(sums))
        {
            return;
        }

        _count--;
        for (int i = 0; i < sums.Length; i++)
        {
            _total[i] = _areSums[i] ? checked(_total[i] - sums[i]) : 0;
        }
    }

    /// <summary>Keeps a group that was counted, if it is heavy enough.</summary>
    public void Keep(ulong code, ReadOnlySpan<long> sums) => Keep(code, sums, weight(sums));

    /// <summary>How heavy a group is.</summary>
    public (Int128 First, Int128 Second) WeightOf(ReadOnlySpan<long> sums) => weight(sums);

    /// <summary>What all threads have kept, in the first.</summary>
    public static HeaviestGroups Merged(HeaviestGroups[] parts)
    {
        foreach (HeaviestGroups other in parts[1..])
        {
            parts[0].Merge(other);
        }

        return parts[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Merge(HeaviestGroups other)
    {
        for (int i = 0; i < other._kept; i++)
        {
            Keep(other._codes[i], other.SumsOf(i), other._weights[i]);
        }

        foreach ((ulong code, long[] sums) in other._zeros)
        {
            OfferZero(code, sums);
        }

        _hasMoreZeros |= other._hasMoreZeros;
        _count += other._count;
        for (int i = 0; i < _total.Length; i++)
        {
            _total[i] = checked(_total[i] + other._total[i]);
        }
    }

    /// <summary>What was kept.</summary>
    /// <param name="keysOf">The keys of the number of a group.</param>
    public HeavyGroups Result(Func<ulong, long[]> keysOf)
    {
        Thin();
        return new(
            [.. Enumerable.Range(0, _kept).Select(i => new HeavyGroup(keysOf(_codes[i]), SumsOf(i).ToArray()))],
            _count,
            _hasMoreZeros ? null : [.. _zeros.Select(group => new HeavyGroup(keysOf(group.Code), group.Sums))],
            _total
        );
    }

    /// <summary>What was kept, where numbers of groups are their places.</summary>
    public GroupRanking Ranking()
    {
        Thin();
        return new(
            weight,
            [.. Enumerable.Range(0, _kept).OrderByDescending(i => _weights[i]).Select(i => (int)_codes[i])],
            [.. _zeros.Select(one => (int)one.Code)],
            _hasMoreZeros,
            _count,
            _total
        );
    }

    /// <summary>Offers a group that does not count.</summary>
    public void OfferZero(ulong code, ReadOnlySpan<long> sums)
    {
        if (_zeros.Count < HeavyGroups.MostZeros)
        {
            _zeros.Add((code, sums.ToArray()));
        }
        else
        {
            _hasMoreZeros = true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Keep(ulong code, ReadOnlySpan<long> sums, (Int128 First, Int128 Second) heavy)
    {
        if (_lightest is { } lightest && IsLighter(heavy, lightest))
        {
            return;
        }

        if (_kept == _room)
        {
            Thin();
            _room = Math.Max(_room, 2L * _kept); // where many are alike
        }

        if (_kept == _codes.Length)
        {
            int length = Math.Max(64, _kept * 2);
            Array.Resize(ref _codes, length);
            Array.Resize(ref _weights, length);
            Array.Resize(ref _sums, length * _measures);
        }

        (_codes[_kept], _weights[_kept]) = (code, heavy);
        sums.CopyTo(_sums.AsSpan(_kept * _measures, _measures));
        _kept++;
    }

    private ReadOnlySpan<long> SumsOf(int i) => _sums.AsSpan(i * _measures, _measures);

    /// <summary>Forgets those that are lighter than as many others as are wanted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Thin()
    {
        int wanted = Math.Max(1, most);
        if (_kept <= wanted)
        {
            return;
        }

        (Int128 First, Int128 Second) lightest = HeaviestAt(wanted - 1);
        _lightest = lightest;
        int left = 0;
        for (int i = 0; i < _kept; i++)
        {
            if (!IsLighter(_weights[i], lightest))
            {
                (_codes[left], _weights[left]) = (_codes[i], _weights[i]);
                SumsOf(i).CopyTo(_sums.AsSpan(left * _measures, _measures));
                left++;
            }
        }

        _kept = left;
    }

    /// <summary>The weight that has a place in the order of all, found by putting heavier ones before lighter ones there only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (Int128 First, Int128 Second) HeaviestAt(int place)
    {
        Span<(Int128 First, Int128 Second)> all = _weights.AsSpan(0, _kept).ToArray();
        (int low, int high) = (0, all.Length - 1);
        while (low < high)
        {
            (Int128, Int128) middle = all[(low + high) >> 1];
            (int left, int right) = (low, high);
            while (left <= right)
            {
                while (IsLighter(middle, all[left]))
                {
                    left++;
                }

                while (IsLighter(all[right], middle))
                {
                    right--;
                }

                if (left <= right)
                {
                    (all[left], all[right]) = (all[right], all[left]);
                    left++;
                    right--;
                }
            }

            if (place <= right)
            {
                high = right;
            }
            else if (place >= left)
            {
                low = left;
            }
            else
            {
                break;
            }
        }

        return all[place];
    }

    private static bool IsLighter((Int128 First, Int128 Second) one, (Int128 First, Int128 Second) other) =>
        one.First < other.First || (one.First == other.First && one.Second < other.Second);

    /// <summary>Whether a group counts. They are millions, and a few sums are sooner looked at than searched.</summary>
    private bool Counts(ReadOnlySpan<long> sums)
    {
        for (int i = 0; i < counted; i++)
        {
            if (sums[i] != 0)
            {
                return true;
            }
        }

        return false;
    }
}
