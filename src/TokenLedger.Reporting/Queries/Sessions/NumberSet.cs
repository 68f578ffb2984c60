using System.Numerics;
using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>Numbers of names, each once: a bit for each, because they are dense. Emptied as fast as it was filled.</summary>
internal sealed class NumberSet
{
    private ulong[] _bits = new ulong[64];
    private int[] _filled = new int[64 + 1]; // which words of the bits are not 0
    private int _words;
    private long _count;

    /// <summary>How many numbers there are that are not 0.</summary>
    public long Count => _count - (long)(_bits[0] & 1);

    /// <summary>Adds numbers.</summary>
    public void Add(ReadOnlySpan<long> numbers)
    {
        if (numbers.IsEmpty)
        {
            return;
        }

        MakeRoom(TypedValues.Range(numbers).Most);
        Span<ulong> bits = _bits;
        Span<int> filled = _filled;
        (int words, long count) = (_words, _count);
        foreach (long number in numbers)
        {
            // Without a branch: whether a number is new cannot be foreseen.
            int word = (int)(number >> 6);
            ulong before = bits[word];
            bits[word] = before | (1UL << (int)number);
            count += (long)(~before >> (int)number & 1);
            filled[words] = word;
            words += before == 0 ? 1 : 0;
        }

        (_words, _count) = (words, count);
    }

    /// <summary>Whether it has all numbers.</summary>
    public bool HasAll(ReadOnlySpan<long> numbers)
    {
        foreach (long number in numbers)
        {
            int word = (int)(number >> 6);
            if (word >= _bits.Length || (_bits[word] >> (int)number & 1) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Forgets all numbers.</summary>
    public void Clear()
    {
        foreach (int word in _filled.AsSpan(0, _words))
        {
            _bits[word] = 0;
        }

        (_words, _count) = (0, 0);
    }

    private void MakeRoom(long most)
    {
        int word = (int)(most >> 6);
        if (word >= _bits.Length)
        {
            int length = (int)BitOperations.RoundUpToPowerOf2((uint)word + 1);
            Array.Resize(ref _bits, length);
            Array.Resize(ref _filled, length + 1);
        }
    }
}
