namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Standing groups, and what was booked since laid over them. The work is in what has changed, not in how many groups
/// there are.
/// </summary>
/// <param name="query">The question.</param>
/// <param name="groups">The groups of most sealed rows.</param>
/// <param name="since">Those of all other rows: of the newest, and of segments across an edge of the window.</param>
/// <param name="rank">Ranks the standing groups: of those that count by so many first sums, by weight.</param>
internal sealed class StandingRun(
    ScanQuery query,
    StandingGroups groups,
    ChangedGroups since,
    Func<int, GroupWeight, GroupRanking> rank
)
{
    private readonly int _measures = query.Measures.Count;

    /// <summary>Finds the heaviest of all groups.</summary>
    /// <param name="most">Groups wanted; all as heavy as the last of them are found too.</param>
    /// <param name="counted">A group counts when one of this many first sums is not 0.</param>
    /// <param name="weight">The weight.</param>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public HeaviestGroups Heaviest(int most, int counted, GroupWeight weight)
    {
        GroupRanking ranking = rank(counted, weight);
        HeaviestGroups heaviest = new(query, most, counted, weight);
        heaviest.Count(ranking);
        long[] sums = new long[_measures];
        for (int i = 0; i < since.Count; i++)
        {
            if (since.PlaceOf(i) is >= 0 and int place)
            {
                groups.Read(place, sums);
                heaviest.TakeBack(sums);
            }

            heaviest.Offer(since.CodeOf(i), since.SumsOf(i));
        }

        foreach (int place in ranking.Zeros.Where(place => !since.Has(place)))
        {
            groups.Read(place, sums);
            heaviest.OfferZero(groups.CodeOf(place), sums);
        }

        if (!KeepUnchanged(ranking.Heaviest, most, heaviest) && ranking.Heaviest.Length < ranking.Count)
        {
            KeepAllUnchanged(counted, new HashSet<int>(ranking.Heaviest), heaviest);
        }

        return heaviest;
    }

    /// <summary>Those of some groups that there are.</summary>
    /// <param name="wanted">The keys of the groups.</param>
    /// <param name="code">How groups are numbered.</param>
    public IEnumerable<HeavyGroup> Of(IEnumerable<long[]> wanted, KeyCode code)
    {
        foreach (long[] keys in wanted)
        {
            if (code.CodeOf(keys) is { } number && SumsOf(number) is { } sums)
            {
                yield return new(keys, sums);
            }
        }
    }

    private long[]? SumsOf(ulong code)
    {
        if (since.Find(code) is >= 0 and int changed)
        {
            return since.SumsOf(changed).ToArray();
        }

        if (groups.PlaceOf(code) is not (>= 0 and int place))
        {
            return null;
        }

        long[] sums = new long[_measures];
        groups.Read(place, sums);
        return sums;
    }

    /// <summary>Keeps the heaviest of the groups that have not changed, as many as wanted and all as heavy as the last.</summary>
    /// <returns>False when the ranking has fewer: others may be among them too.</returns>
    private bool KeepUnchanged(int[] ranked, int most, HeaviestGroups heaviest)
    {
        long[] sums = new long[_measures];
        (Int128, Int128)? last = null;
        int kept = 0;
        foreach (int place in ranked)
        {
            if (since.Has(place))
            {
                continue;
            }

            groups.Read(place, sums);
            (Int128, Int128) heavy = heaviest.WeightOf(sums);
            if (kept >= most && heavy != last)
            {
                break;
            }

            heaviest.Keep(groups.CodeOf(place), sums);
            (last, kept) = (heavy, kept + 1);
        }

        return kept >= most;
    }

    private void KeepAllUnchanged(int counted, HashSet<int> kept, HeaviestGroups heaviest)
    {
        long[] sums = new long[_measures];
        for (int place = 0; place < groups.Groups.Count; place++)
        {
            if (!since.Has(place) && !kept.Contains(place))
            {
                groups.Read(place, sums);
                if (sums.AsSpan(0, counted).IndexOfAnyExcept(0) >= 0)
                {
                    heaviest.Keep(groups.CodeOf(place), sums);
                }
            }
        }
    }
}
