using System.Numerics;

namespace TokenLedger.Gateway.Runaway;

/// <summary>
/// Which words two texts share, as 64 bits of which similar texts differ in few (a simhash): the part of equal bits is
/// one minus the angle between the texts' word counts over π.
/// </summary>
internal sealed class Likeness
{
    /// <summary>Fewest words that can be told alike: below, one word more or less is another question.</summary>
    public const int FewestWords = 8;

    private const int MostWords = 512;
    private readonly int[] _sums = new int[64];
    private int _words;

    /// <summary>Counts a word.</summary>
    public void Add(ulong word)
    {
        if (_words >= MostWords)
        {
            return;
        }

        _words++;
        for (int bit = 0; bit < 64; bit++)
        {
            _sums[bit] += (int)((word >> bit) & 1);
        }
    }

    /// <summary>The bits; null for a text too short.</summary>
    public ulong? Bits()
    {
        if (_words < FewestWords)
        {
            return null;
        }

        ulong bits = 0;
        for (int bit = 0; bit < 64; bit++)
        {
            bits |= _sums[bit] * 2 > _words ? 1UL << bit : 0;
        }

        return bits;
    }

    /// <summary>In how many of the 64 bits two texts differ.</summary>
    public static int Distance(ulong left, ulong right) => BitOperations.PopCount(left ^ right);
}
