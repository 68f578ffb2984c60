using System.Numerics;

namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Makes one number of at most 64 bits of the keys of a row, and the keys of the number. Numbers of groups are spread evenly
/// over all that there are, each to its own, so that their highest bits can say where a group is put.
/// </summary>
internal sealed class KeyCode
{
    private const int MostBits = 64;

    // Odd, so that multiplying by them can be undone.
    private const ulong FirstFactor = 0x9E3779B97F4A7C15;
    private const ulong SecondFactor = 0xBF58476D1CE4E5B9;

    private static readonly ulong s_firstInverse = InverseOf(FirstFactor);
    private static readonly ulong s_secondInverse = InverseOf(SecondFactor);

    private readonly Part[] _parts;

    private KeyCode(Part[] parts) => _parts = parts;

    private int Bits => _parts.Sum(part => part.Bits);

    /// <summary>
    /// What numbers of the same keys mean; null when they mean the same within one question only. It changes when the
    /// range of a key's values has doubled.
    /// </summary>
    public string? Shape =>
        _parts.All(part => part.Values is null)
            ? string.Join(',', _parts.Select(part => $"{part.Least}+{part.Bits}"))
            : null;

    /// <summary>Finds how to number the keys of a question.</summary>
    /// <returns>Null when they do not fit.</returns>
    public static KeyCode? Of(ColumnView view, ScanQuery query)
    {
        KeyCode bounded = new([.. query.Keys.Select(key => Bounded(view, query, key))]);
        if (bounded.Bits <= MostBits)
        {
            return bounded;
        }

        KeyCode ranked = new([.. query.Keys.Select(key => Ranked(view, query, key))]);
        return ranked.Bits <= MostBits ? ranked : null;
    }

    /// <summary>Joins the keys of rows, one after the other; then <see cref="Spread(Span{ulong})"/> makes their numbers.</summary>
    /// <param name="key">Which key, in order from 0.</param>
    /// <param name="values">The rows' values of it.</param>
    /// <param name="codes">The keys before; become those with this one.</param>
    public void Join(int key, ReadOnlySpan<long> values, Span<ulong> codes)
    {
        Part part = _parts[key];
        (int bits, long least) = (part.Bits, part.Least);
        if (part.Ranks is { } ranks)
        {
            for (int i = 0; i < values.Length; i++)
            {
                codes[i] = (codes[i] << bits) | (uint)ranks[values[i]];
            }

            return;
        }

        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = (codes[i] << bits) | (ulong)(values[i] - least);
        }
    }

    /// <summary>Spreads joined keys over all numbers, each to its own.</summary>
    public static void Spread(Span<ulong> codes)
    {
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = Spread(codes[i]);
        }
    }

    /// <summary>The number of some keys; null when no row can have them.</summary>
    public ulong? CodeOf(ReadOnlySpan<long> keys)
    {
        ulong code = 0;
        for (int key = 0; key < keys.Length; key++)
        {
            Part part = _parts[key];
            ulong place = (ulong)(keys[key] - part.Least);
            if (part.Ranks is { } ranks)
            {
                if (!ranks.TryGetValue(keys[key], out int rank))
                {
                    return null;
                }

                place = (ulong)rank;
            }

            if (part.Bits < MostBits && place >> part.Bits != 0)
            {
                return null;
            }

            code = part.Bits == MostBits ? place : (code << part.Bits) | place;
        }

        return Spread(code);
    }

    /// <summary>The keys of a number.</summary>
    public long[] KeysOf(ulong code)
    {
        long[] keys = new long[_parts.Length];
        KeysOf(code, keys);
        return keys;
    }

    /// <summary>Reads the keys of a number, as many as the question has.</summary>
    public void KeysOf(ulong code, Span<long> keys)
    {
        code = Joined(code);
        for (int key = keys.Length - 1; key >= 0; key--)
        {
            Part part = _parts[key];
            ulong place = part.Bits == MostBits ? code : code & ((1UL << part.Bits) - 1);
            keys[key] = part.Values is { } values ? values[(int)place] : part.Least + (long)place;
            code = part.Bits == MostBits ? 0 : code >> part.Bits;
        }
    }

    private static ulong Spread(ulong joined)
    {
        ulong code = joined * FirstFactor;
        return (code ^ (code >> 32)) * SecondFactor;
    }

    /// <summary>What <see cref="Spread(ulong)"/> made a number of.</summary>
    private static ulong Joined(ulong code)
    {
        code *= s_secondInverse;
        return (code ^ (code >> 32)) * s_firstInverse;
    }

    /// <summary>The number that undoes multiplying by an odd one; each step finds twice as many of its bits.</summary>
    private static ulong InverseOf(ulong factor)
    {
        ulong inverse = factor; // right in its lowest three bits
        for (int bits = 3; bits < MostBits; bits *= 2)
        {
            inverse *= 2 - (factor * inverse);
        }

        return inverse;
    }

    /// <summary>As many bits as the range of the values needs.</summary>
    private static Part Bounded(ColumnView view, ScanQuery query, ScanKey key)
    {
        (long least, long most) = (long.MaxValue, long.MinValue);
        foreach (Chunk chunk in view.Chunks.Where(chunk => chunk.Rows > 0))
        {
            (long low, long high) = query.ColumnOf(chunk, key) is { } column ? chunk.Bounds(column) : (0, 0);
            (least, most) = (Math.Min(least, low), Math.Max(most, high));
        }

        if (key.Starts is { } starts && least <= most)
        {
            (least, most) = (Bands.Of(starts, least), Bands.Of(starts, most));
        }

        return least > most ? new(0, 0) : new(least, BitsFor((ulong)(most - least)));
    }

    /// <summary>As many bits as there are different values, which are looked for first.</summary>
    private static Part Ranked(ColumnView view, ScanQuery query, ScanKey key)
    {
        ScanResult found = Scan.Run(view, query with { Keys = [key], Measures = [] });
        long[] values = [.. Enumerable.Range(0, found.Count).Select(group => found.KeysOf(group)[0])];
        Dictionary<long, int> ranks = [];
        foreach (long value in values)
        {
            ranks.Add(value, ranks.Count);
        }

        return new(0, BitsFor((ulong)Math.Max(0, values.Length - 1)), values, ranks);
    }

    private static int BitsFor(ulong most) => MostBits - BitOperations.LeadingZeroCount(most);

    private sealed record Part(long Least, int Bits, long[]? Values = null, Dictionary<long, int>? Ranks = null);
}
