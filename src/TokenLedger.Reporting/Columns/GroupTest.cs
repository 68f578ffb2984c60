namespace TokenLedger.Reporting.Columns;

/// <summary>A condition on all keys of rows together: theirs are those of one of some groups. One for each thread.</summary>
internal sealed class GroupTest
{
    private readonly long[][] _values;
    private readonly HashSet<long[]> _groups;
    private readonly long[] _row;

    /// <summary>Makes it ready.</summary>
    /// <param name="groups">The keys of the groups.</param>
    /// <param name="keys">How many each has.</param>
    public GroupTest(IReadOnlyList<long[]> groups, int keys)
    {
        _groups = new(groups, Same.Keys);
        _values = [.. Enumerable.Range(0, keys).Select(_ => new long[RowSelection.BlockRows])];
        _row = new long[keys];
    }

    /// <summary>Takes what some rows have for a key.</summary>
    public void Take(int key, ReadOnlySpan<long> values) => values.CopyTo(_values[key]);

    /// <summary>Whether one of those rows is of one of the groups.</summary>
    public bool Holds(int row)
    {
        for (int key = 0; key < _row.Length; key++)
        {
            _row[key] = _values[key][row];
        }

        return _groups.Contains(_row);
    }

    private sealed class Same : IEqualityComparer<long[]>
    {
        public static Same Keys { get; } = new();

        public bool Equals(long[]? left, long[]? right) => left.AsSpan().SequenceEqual(right);

        public int GetHashCode(long[] keys)
        {
            ulong hash = 0;
            foreach (long key in keys)
            {
                hash = (hash ^ (ulong)key) * 0x9E3779B97F4A7C15;
                hash ^= hash >> 32;
            }

            return (int)hash;
        }
    }
}
