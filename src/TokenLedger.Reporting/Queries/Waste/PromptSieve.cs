using System.Numerics;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>
/// Tells which requests may have been made more than once: most were not, and need not be looked at any more. Two bits for
/// each of many places say whether a request with that hash was seen once, or more often.
/// </summary>
internal sealed class PromptSieve
{
    /// <summary>Places for each request: of those made once one in 32 looks as if it were not.</summary>
    private const int PlacesPerRequest = 32;

    /// <summary>Most places: 2²⁸, which is 64 MiB; with more requests more of them are looked at.</summary>
    private const int MostBits = 28;

    private ulong[] _seen = [];
    private int _bits;

    /// <summary>Forgets all requests.</summary>
    /// <param name="requests">How many will be noted at most.</param>
    public void Begin(int requests)
    {
        ulong places = BitOperations.RoundUpToPowerOf2((ulong)Math.Max(64, requests) * PlacesPerRequest);
        _bits = Math.Min(MostBits, BitOperations.Log2(places));
        int words = 1 << (_bits - 5);
        if (_seen.Length < words)
        {
            _seen = new ulong[words];
        }
        else
        {
            _seen.AsSpan(0, words).Clear();
        }
    }

    /// <summary>Notes requests.</summary>
    public void Note(ReadOnlySpan<long> prompts)
    {
        foreach (long prompt in prompts)
        {
            (int word, int bit) = PlaceOf(prompt);
            ulong before = _seen[word];
            _seen[word] = before | (before >> bit & 1) << (bit + 1) | 1UL << bit;
        }
    }

    /// <summary>Whether a request may have been made more than once; false only when it was not.</summary>
    public bool MayRepeat(long prompt)
    {
        (int word, int bit) = PlaceOf(prompt);
        return prompt != 0 && (_seen[word] >> bit & 2) != 0;
    }

    private (int Word, int Bit) PlaceOf(long prompt)
    {
        ulong place = ((ulong)prompt * 0x9E3779B97F4A7C15) >> (64 - _bits);
        return ((int)(place >> 5), (int)(place & 31) * 2);
    }
}
