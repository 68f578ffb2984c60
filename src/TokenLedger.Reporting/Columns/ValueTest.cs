using System.Collections.Frozen;

namespace TokenLedger.Reporting.Columns;

/// <summary>A condition, made ready to be asked of millions of values.</summary>
internal sealed class ValueTest
{
    /// <summary>With as few values as this, looking at each is quickest.</summary>
    private const int Few = 4;

    /// <summary>Numbers of names below this are looked up in a row of bits: 2 MiB.</summary>
    private const long MostBits = 1 << 24;

    private readonly long[] _few = [];
    private readonly ulong[] _bits = [];
    private readonly FrozenSet<long> _others = FrozenSet<long>.Empty;
    private readonly bool _excludes;

    public ValueTest(ScanFilter filter)
    {
        (Key, _excludes) = (filter.Key, filter.Excludes);
        if (filter.Values.Count <= Few)
        {
            _few = [.. filter.Values];
            return;
        }

        long[] small = [.. filter.Values.Where(IsSmall)];
        _others = filter.Values.Where(value => !IsSmall(value)).ToFrozenSet();
        _bits = new ulong[small.Length == 0 ? 0 : (small.Max() >> 6) + 1];
        foreach (long value in small)
        {
            _bits[value >> 6] |= 1UL << (int)(value & 63);
        }
    }

    /// <summary>What is compared.</summary>
    public ScanKey Key { get; }

    /// <summary>Whether a row of this value is kept.</summary>
    public bool Holds(long value)
    {
        foreach (long one in _few)
        {
            if (one == value)
            {
                return !_excludes;
            }
        }

        bool found =
            (ulong)(value >> 6) < (ulong)_bits.Length
                ? (_bits[value >> 6] >> (int)(value & 63) & 1) != 0
                : _others.Count > 0 && _others.Contains(value);
        return found != _excludes;
    }

    /// <summary>Whether all rows of a chunk are kept, because they have none of the values to be left out.</summary>
    /// <param name="bounds">The smallest and the largest value of the chunk.</param>
    public bool KeepsAll((long Least, long Most) bounds) =>
        _excludes
        && Key.Starts is null
        && _few.Length > 0
        && Array.TrueForAll(_few, value => value < bounds.Least || value > bounds.Most);

    private static bool IsSmall(long value) => value is >= 0 and < MostBits;
}
