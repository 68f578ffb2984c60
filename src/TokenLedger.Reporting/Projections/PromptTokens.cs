using TokenLedger.Ledger.Entries;

namespace TokenLedger.Reporting.Projections;

/// <summary>
/// A prompt's tokens by who said them. No provider reports this: they are estimated from bytes, see <see cref="Of"/>.
/// </summary>
/// <param name="System">Instructions.</param>
/// <param name="User">What users ask.</param>
/// <param name="Model">What the model answered before.</param>
/// <param name="Tool">The tools offered, and what tools answered.</param>
public readonly record struct PromptTokens(long System, long User, long Model, long Tool)
{
    /// <summary>All parts together: the whole prompt.</summary>
    public long Total => checked(System + User + Model + Tool);

    /// <summary>
    /// Apportions a prompt's tokens by the bytes of its parts, so that they add up exactly: each part gets its share rounded
    /// down, and the tokens left go, one each, to the largest remainders (of equal ones to the part of more bytes, then to the
    /// one named first). All 0 where tokens or parts are not known, or the parts have no bytes.
    /// </summary>
    /// <param name="tokens">The prompt's tokens.</param>
    /// <param name="parts">The bytes of its parts; negative ones, which no gateway writes, count as not known.</param>
    public static PromptTokens Of(long? tokens, PromptParts? parts)
    {
        if (tokens is not > 0 || parts is null)
        {
            return default;
        }

        ReadOnlySpan<long> bytes = [parts.System, parts.User, parts.Model, parts.Tool];
        Int128 total = 0;
        foreach (long part in bytes)
        {
            if (part < 0)
            {
                return default;
            }

            total += part;
        }

        return total == 0 ? default : Apportion(tokens.Value, bytes, total);
    }

    // As Allocation.Split does with money, but in 128 bits and without memory of its own: it is done for every call folded.
    private static PromptTokens Apportion(long tokens, ReadOnlySpan<long> bytes, Int128 total)
    {
        Span<long> shares = stackalloc long[bytes.Length];
        Span<Int128> remainders = stackalloc Int128[bytes.Length];
        long left = tokens;
        for (int i = 0; i < bytes.Length; i++)
        {
            (Int128 share, remainders[i]) = Int128.DivRem((Int128)tokens * bytes[i], total);
            shares[i] = (long)share;
            left -= shares[i];
        }

        for (; left > 0; left--)
        {
            int next = Largest(remainders, bytes);
            shares[next]++;
            remainders[next] = -1; // at most one each: fewer tokens are left than there are parts with a remainder
        }

        return new(shares[0], shares[1], shares[2], shares[3]);
    }

    private static int Largest(ReadOnlySpan<Int128> remainders, ReadOnlySpan<long> bytes)
    {
        int largest = 0;
        for (int i = 1; i < remainders.Length; i++)
        {
            if ((remainders[i], bytes[i]).CompareTo((remainders[largest], bytes[largest])) > 0)
            {
                largest = i;
            }
        }

        return largest;
    }
}
