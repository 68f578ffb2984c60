using System.Buffers;
using System.Text;
using TokenLedger.Accounting.Tokens.Splitting;

namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// A long text on its way through an encoding: only the part whose pieces are not settled yet is held, so that memory
/// depends on the longest run of letters or blanks and not on the text.
/// </summary>
internal struct TextWindow(BytePairEncoding encoding, List<int>? ids)
{
    /// <summary>Characters turned into bytes at a time.</summary>
    private const int Step = 64 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(Step * 4);
    private int held;
    private int settleAt = Step;
    private char highSurrogate; // the first half of a pair whose second half has not come yet; 0 when there is none
    private long count;

    /// <summary>Tokens of the settled part.</summary>
    public readonly long Settled => count;

    /// <summary>Takes more of the text.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (highSurrogate != 0)
            {
                TakePair(ref text);
                continue;
            }

            int take = Math.Min(Step, text.Length);
            if (char.IsHighSurrogate(text[take - 1]))
            {
                take--;
                highSurrogate = text[take];
                Take(text[..take]);
                text = text[(take + 1)..];
                continue;
            }

            Take(text[..take]);
            text = text[take..];
        }
    }

    /// <summary>Counts what is left; the window is empty after.</summary>
    /// <returns>Tokens of the whole text.</returns>
    public long Complete()
    {
        if (highSurrogate != 0)
        {
            Take([highSurrogate]);
            highSurrogate = '\0';
        }

        count += encoding.EncodeSettled(buffer.AsSpan(0, held), held, ids, out _);
        held = 0;
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        return count;
    }

    private void TakePair(ref ReadOnlySpan<char> text)
    {
        if (char.IsLowSurrogate(text[0]))
        {
            Take([highSurrogate, text[0]]);
            text = text[1..];
        }
        else
        {
            Take([highSurrogate]);
        }

        highSurrogate = '\0';
    }

    private void Take(ReadOnlySpan<char> text)
    {
        int most = held + text.Length * 3;
        if (most > buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(most, buffer.Length * 2));
            buffer.AsSpan(0, held).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        held += Encoding.UTF8.GetBytes(text, buffer.AsSpan(held));
        if (held >= settleAt)
        {
            Settle();
        }
    }

    private void Settle()
    {
        ReadOnlySpan<byte> text = buffer.AsSpan(0, held);
        count += encoding.EncodeSettled(text, SplitRule.SettledBefore(text), ids, out int taken);
        text[taken..].CopyTo(buffer);
        held -= taken;

        // A run longer than the window is looked through again only when it has doubled.
        settleAt = Math.Max(Step, held * 2);
    }
}
