namespace TokenLedger.Reporting.Columns;

/// <summary>Keeps the heaviest of any number of groups, and all as heavy as the lightest of those. One for each thread.</summary>
internal sealed class HeaviestGroups(ScanQuery query, int most, int counted, GroupWeight weight) : IGroupTaker
{
    private readonly PriorityQueue<(ulong Code, long[] Sums), (Int128, Int128)> _kept = new();
    private readonly List<(ulong Code, long[] Sums)> _ties = [];
    private readonly List<(ulong Code, long[] Sums)> _zeros = [];
    private readonly long[] _total = new long[query.Measures.Count];
    private readonly bool[] _areSums = [.. query.Measures.Select(measure => measure.Kind == MeasureKind.Sum)];
    private (Int128 First, Int128 Second) _lightest; // of those kept, when they are as many as wanted
    private bool _hasMoreZeros;
    private int _count;

    /// <summary>Offers a group.</summary>
    /// <exception cref="OverflowException">The sum of all does not fit 64 bits.</exception>
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

    private void Merge(HeaviestGroups other)
    {
        foreach (((ulong code, long[] sums), (Int128, Int128) heavy) in other._kept.UnorderedItems)
        {
            Keep(code, sums, heavy);
        }

        foreach ((ulong code, long[] sums) in other._ties)
        {
            Keep(code, sums, weight(sums));
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
        return new(
            [.. _kept.UnorderedItems.Select(item => Of(item.Element)), .. _ties.Select(Of)],
            _count,
            _hasMoreZeros ? null : [.. _zeros.Select(Of)],
            _total
        );

        HeavyGroup Of((ulong Code, long[] Sums) group) => new(keysOf(group.Code), group.Sums);
    }

    /// <summary>What was kept, where numbers of groups are their places.</summary>
    public GroupRanking Ranking() =>
        new(
            weight,
            [
                .. _kept
                    .UnorderedItems.Select(item => item.Element)
                    .Concat(_ties)
                    .OrderByDescending(one => weight(one.Sums))
                    .Select(one => (int)one.Code),
            ],
            [.. _zeros.Select(one => (int)one.Code)],
            _hasMoreZeros,
            _count,
            _total
        );

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

    private void Keep(ulong code, ReadOnlySpan<long> sums, (Int128 First, Int128 Second) heavy)
    {
        if (_kept.Count < most)
        {
            _kept.Enqueue((code, sums.ToArray()), heavy);
            _lightest = LightestKept();
            return;
        }

        if (heavy.First < _lightest.First)
        {
            return;
        }

        int order = heavy.CompareTo(_lightest);
        if (order == 0)
        {
            _ties.Add((code, sums.ToArray()));
        }
        else if (order > 0)
        {
            (ulong Code, long[] Sums) gone = _kept.EnqueueDequeue((code, sums.ToArray()), heavy);
            (Int128, Int128) before = _lightest;
            _lightest = LightestKept();
            if (_lightest == before)
            {
                _ties.Add(gone);
            }
            else
            {
                _ties.Clear();
            }
        }
    }

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

    private (Int128, Int128) LightestKept()
    {
        _kept.TryPeek(out _, out (Int128, Int128) lightest);
        return lightest;
    }
}
