using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Latency;

/// <summary>How many calls of a part of a group took how long, in order. Immutable.</summary>
internal sealed class TimeList
{
    private readonly PackedValues _milliseconds;
    private readonly PackedValues _upTo; // how many calls took each of them or less
    private readonly int _count;

    /// <summary>Keeps times.</summary>
    /// <param name="times">At least one, ascending, each once, with how many calls took it.</param>
    public TimeList(ReadOnlySpan<(long Milliseconds, long Calls)> times)
    {
        _count = times.Length;
        long[] values = new long[_count];
        long[] upTo = new long[_count];
        for (int i = 0; i < _count; i++)
        {
            values[i] = times[i].Milliseconds;
            upTo[i] = Calls += times[i].Calls;
            Sum += (Int128)times[i].Milliseconds * times[i].Calls;
        }

        Longest = values[^1];
        (_milliseconds, _upTo) = (new(values), new(upTo));
    }

    /// <summary>Calls.</summary>
    public long Calls { get; }

    /// <summary>The time of all calls together, ms.</summary>
    public Int128 Sum { get; }

    /// <summary>The longest, ms.</summary>
    public long Longest { get; }

    /// <summary>Memory it takes.</summary>
    public long Bytes => _milliseconds.Bytes + _upTo.Bytes + 250;

    /// <summary>How many calls took at most so long.</summary>
    public long CallsUpTo(long milliseconds)
    {
        int low = 0;
        int high = _count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_milliseconds.At(middle) <= milliseconds)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == 0 ? 0 : _upTo.At(low - 1);
    }
}
