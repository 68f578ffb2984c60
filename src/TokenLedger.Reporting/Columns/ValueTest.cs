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
    private ulong[] _bits = [];
    private long _first; // the word of the numbers that the bits begin with
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
        _first = small.Length == 0 ? 0 : small.Min() >> 6;
        _bits = new ulong[small.Length == 0 ? 0 : (small.Max() >> 6) + 1 - _first];
        foreach (long value in small)
        {
            _bits[(value >> 6) - _first] |= 1UL << (int)(value & 63);
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

        ulong word = (ulong)((value >> 6) - _first);
        bool found =
            word < (ulong)_bits.Length
                ? (_bits[word] >> (int)(value & 63) & 1) != 0
                : _others.Count > 0 && _others.Contains(value);
        return found != _excludes;
    }

    /// <summary>
    /// Writes the places of the values that are kept one after the other, if that can be done by looking at bits alone.
    /// </summary>
    /// <param name="values">The values.</param>
    /// <param name="bounds">The smallest and the largest that they can be.</param>
    /// <param name="places">Where the places go; as long as the values.</param>
    /// <returns>How many are kept; null when it cannot.</returns>
    public int? Keep(ReadOnlySpan<long> values, (long Least, long Most) bounds, Span<int> places)
    {
        if (_bits.Length == 0 || _others.Count > 0 || bounds.Least < 0 || !IsSmall(bounds.Most))
        {
            return null;
        }

        Cover(bounds.Least >> 6, bounds.Most >> 6);
        ReadOnlySpan<ulong> bits = _bits;
        long first = _first;
        ulong wanted = _excludes ? 0UL : 1;
        int kept = 0;
        for (int i = 0; i < values.Length; i++)
        {
            // Without a branch: which values are kept cannot be foreseen.
            long value = values[i];
            places[kept] = i;
            kept += (bits[(int)((value >> 6) - first)] >> (int)value & 1) == wanted ? 1 : 0;
        }

        return kept;
    }

    /// <summary>Whether all rows of a chunk are kept, because they have none of the values to be left out.</summary>
    /// <param name="bounds">The smallest and the largest value of the chunk.</param>
    public bool KeepsAll((long Least, long Most) bounds) =>
        _excludes
        && Key.Starts is null
        && _few.Length > 0
        && Array.TrueForAll(_few, value => value < bounds.Least || value > bounds.Most);

    /// <summary>Makes the bits reach from one word to another, so that no value is outside.</summary>
    private void Cover(long least, long most)
    {
        if (least >= _first && most < _first + _bits.Length)
        {
            return;
        }

        least = Math.Min(least, _first);
        most = Math.Max(most, _first + _bits.Length - 1);
        ulong[] longer = new ulong[most + 1 - least];
        _bits.CopyTo(longer, _first - least);
        (_bits, _first) = (longer, least);
    }

    private static bool IsSmall(long value) => value is >= 0 and < MostBits;
}
