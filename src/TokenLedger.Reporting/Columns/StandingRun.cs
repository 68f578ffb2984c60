using System.Runtime.InteropServices;

namespace TokenLedger.Reporting.Columns;

/// <summary>Is told of a group: its keys and its sums, which are there for as long as the visit.</summary>
internal delegate void GroupVisitor(ReadOnlySpan<long> keys, ReadOnlySpan<long> sums);

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

    /// <summary>Visits those of some groups that there are.</summary>
    /// <param name="wanted">The keys of the groups, one group's behind the other's.</param>
    /// <param name="code">How groups are numbered.</param>
    /// <param name="visit">Is told of each, in no order.</param>
    public void Visit(long[] wanted, KeyCode code, GroupVisitor visit)
    {
        int keys = query.Keys.Count;
        List<ulong> codes = [];
        List<int> starts = [];
        for (int start = 0; start < wanted.Length; start += keys)
        {
            if (code.CodeOf(wanted.AsSpan(start, keys)) is { } number)
            {
                codes.Add(number);
                starts.Add(start);
            }
        }

        // In the order in which groups lie in each piece, so that one search looks at what the one before has looked at.
        CollectionsMarshal.AsSpan(codes).Sort(CollectionsMarshal.AsSpan(starts));
        Span<long> sums = new long[_measures];
        for (int i = 0; i < codes.Count; i++)
        {
            if (since.Find(codes[i]) is >= 0 and int changed)
            {
                visit(wanted.AsSpan(starts[i], keys), since.SumsOf(changed));
            }
            else if (groups.PlaceOf(codes[i]) is >= 0 and int place)
            {
                groups.Read(place, sums);
                visit(wanted.AsSpan(starts[i], keys), sums);
            }
        }
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
        for (int place = 0; place < groups.Count; place++)
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
