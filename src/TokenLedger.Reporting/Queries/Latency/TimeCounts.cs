using System.Runtime.InteropServices;

namespace TokenLedger.Reporting.Queries.Latency;

/// <summary>How many calls took each time, gathered in any order.</summary>
internal sealed class TimeCounts
{
    /// <summary>Times are put in order through an array when at least one of so many of its places would be used.</summary>
    private const int PlacesPerTime = 16;

    private readonly List<(long Milliseconds, long Calls)> _times = [];
    private long _longest;

    /// <summary>Adds calls of one time, each time once; the columns keep a time plus 1, and 0 where it is not known.</summary>
    public void Add(long stored, long calls)
    {
        if (stored > 0 && calls > 0)
        {
            _times.Add((stored - 1, calls));
            _longest = Math.Max(_longest, stored - 1);
        }
    }

    /// <summary>Whether there are any.</summary>
    public bool Any => _times.Count > 0;

    /// <summary>All of them, in order; there must be some.</summary>
    public TimeList InOrder()
    {
        Span<(long Milliseconds, long Calls)> times = CollectionsMarshal.AsSpan(_times);
        if (_longest / PlacesPerTime < times.Length)
        {
            PutInOrder(times, new long[_longest + 1]);
        }
        else
        {
            times.Sort();
        }

        return new(times);
    }

    /// <summary>Puts times in order: sorting millions of them would take longer than counting them did.</summary>
    private static void PutInOrder(Span<(long Milliseconds, long Calls)> times, long[] callsOf)
    {
        foreach ((long milliseconds, long calls) in times)
        {
            callsOf[milliseconds] = calls;
        }

        int next = 0;
        for (int milliseconds = 0; milliseconds < callsOf.Length; milliseconds++)
        {
            if (callsOf[milliseconds] != 0)
            {
                times[next++] = (milliseconds, callsOf[milliseconds]);
            }
        }
    }
}
