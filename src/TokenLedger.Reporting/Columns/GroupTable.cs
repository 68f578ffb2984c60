namespace TokenLedger.Reporting.Columns;

/// <summary>Dense numbers for groups, in the order of their first appearance.</summary>
internal sealed class GroupTable(int keys)
{
    private readonly NumberTable[] _values = [.. Enumerable.Range(0, keys).Select(_ => new NumberTable())];
    private readonly PairTable[] _pairs = [.. Enumerable.Range(0, Math.Max(0, keys - 1)).Select(_ => new PairTable())];

    /// <summary>Groups so far.</summary>
    public int Count =>
        keys switch
        {
            0 => 1,
            1 => _values[0].Count,
            _ => _pairs[^1].Count,
        };

    /// <summary>Numbers one key of a block of rows, joining it with those before.</summary>
    /// <param name="key">Which key, in order from 0.</param>
    /// <param name="values">Its values.</param>
    /// <param name="groups">The groups by the keys before; becomes those with this one.</param>
    public void Join(int key, ReadOnlySpan<long> values, Span<int> groups)
    {
        NumberTable numbers = _values[key];
        if (key == 0)
        {
            for (int i = 0; i < values.Length; i++)
            {
                groups[i] = numbers.Of(values[i]);
            }

            return;
        }

        PairTable pairs = _pairs[key - 1];
        for (int i = 0; i < values.Length; i++)
        {
            groups[i] = pairs.Of(groups[i], numbers.Of(values[i]));
        }
    }

    /// <summary>The values of a group's keys.</summary>
    public long[] KeysOf(int group)
    {
        long[] values = new long[keys];
        for (int key = 0; key < keys; key++)
        {
            values[key] = KeyOf(group, key);
        }

        return values;
    }

    /// <summary>The value of one key of a group.</summary>
    public long KeyOf(int group, int key)
    {
        for (int last = keys - 1; last > key; last--)
        {
            group = _pairs[last - 1].At(group).Left;
        }

        return _values[key].At(key > 0 ? _pairs[key - 1].At(group).Right : group);
    }

    /// <summary>The value of the last key of a group.</summary>
    public long LastKeyOf(int group) => KeyOf(group, keys - 1);

    /// <summary>The number of a group by its keys but the last; 0 when it has only one.</summary>
    public int ParentOf(int group) => keys > 1 ? _pairs[^1].At(group).Left : 0;

    /// <summary>Forgets all groups.</summary>
    public void Clear()
    {
        foreach (NumberTable values in _values)
        {
            values.Clear();
        }

        foreach (PairTable pairs in _pairs)
        {
            pairs.Clear();
        }
    }
}
