namespace TokenLedger.Gateway.Budgets.Learning;

/// <summary>The newest figures of one kind of call.</summary>
internal sealed class Samples
{
    /// <summary>Most figures kept; older ones are overwritten.</summary>
    public const int Most = 64;

    /// <summary>Fewest figures from which something is concluded.</summary>
    public const int Fewest = 8;

    /// <summary>The percentile that is expected: of a hundred calls, five use more and are topped up.</summary>
    public const int Percentile = 95;

    private readonly long[] _values = new long[Most];
    private long _noted;

    /// <summary>Notes a figure.</summary>
    public void Note(long value) => _values[_noted++ % Most] = value;

    /// <summary>What is expected; null while there are too few.</summary>
    public long? Expected()
    {
        int count = (int)Math.Min(_noted, Most);
        if (count < Fewest)
        {
            return null;
        }

        long[] sorted = _values[..count];
        Array.Sort(sorted);
        return sorted[(count * Percentile + 99) / 100 - 1];
    }
}
