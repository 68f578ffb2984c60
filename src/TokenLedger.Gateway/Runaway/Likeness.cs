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

    /// <summary>Bits that count to <see cref="MostWords"/>.</summary>
    private const int Planes = 10;

    // How many words have a bit set, for all 64 bits at once: plane i has bit i of every count.
    private readonly ulong[] _planes = new ulong[Planes];
    private int _words;

    /// <summary>Counts a word.</summary>
    public void Add(ulong word)
    {
        if (_words >= MostWords)
        {
            return;
        }

        _words++;
        ulong carry = word;
        for (int i = 0; carry != 0; i++)
        {
            (_planes[i], carry) = (_planes[i] ^ carry, _planes[i] & carry);
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
            int count = 0;
            for (int i = 0; i < Planes; i++)
            {
                count |= (int)((_planes[i] >> bit) & 1) << i;
            }

            bits |= count * 2 > _words ? 1UL << bit : 0;
        }

        return bits;
    }

    /// <summary>In how many of the 64 bits two texts differ.</summary>
    public static int Distance(ulong left, ulong right) => BitOperations.PopCount(left ^ right);
}
