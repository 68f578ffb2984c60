using System.Buffers;

namespace TokenLedger.Gateway.Runaway;

/// <summary>Words that change although nothing has happened: times, durations, UUIDs, addresses, counters of attempts.</summary>
internal static class VolatileWords
{
    /// <summary>Digits of a number that can only be an instant or an id.</summary>
    private const int LongNumber = 10;

    private const int UuidLength = 36;

    private static readonly SearchValues<byte> s_number = SearchValues.Create("0123456789."u8);
    private static readonly SearchValues<byte> s_uuid = SearchValues.Create("0123456789abcdef-"u8);

    /// <summary>Whether a word, in small letters, is one of them.</summary>
    /// <param name="word">The word.</param>
    /// <param name="afterCounter">Whether the word before it counts attempts.</param>
    public static bool Has(ReadOnlySpan<byte> word, bool afterCounter)
    {
        if (word.IndexOfAnyInRange((byte)'0', (byte)'9') < 0)
        {
            return false;
        }

        return afterCounter && IsDigits(word)
            || IsTime(word)
            || IsDuration(word)
            || IsUuid(word)
            || (word.StartsWith("0x"u8) && word.Length >= 6)
            || (IsDigits(word) && word.Length >= LongNumber);
    }

    /// <summary>Whether a number after this word counts attempts.</summary>
    public static bool CountsAttempts(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("attempt"u8)
        || word.SequenceEqual("retry"u8)
        || word.SequenceEqual("try"u8)
        || word.SequenceEqual("iteration"u8);

    private static bool IsDigits(ReadOnlySpan<byte> word) => word.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    /// <summary>"12:30", "12:30:01.5", "2026-11-22", "2026-11-22T12:30:01Z".</summary>
    private static bool IsTime(ReadOnlySpan<byte> word)
    {
        bool marks =
            word is [>= (byte)'0' and <= (byte)'9', _, (byte)':', ..] or [_, _, _, _, (byte)'-', _, _, (byte)'-', ..];
        foreach (byte next in word)
        {
            marks &=
                char.IsAsciiDigit((char)next)
                || next is (byte)':' or (byte)'-' or (byte)'.' or (byte)'t' or (byte)'z' or (byte)'+';
        }

        return marks;
    }

    /// <summary>"12ms", "0.53s", "3m", "1h".</summary>
    private static bool IsDuration(ReadOnlySpan<byte> word)
    {
        int digits = word.IndexOfAnyExcept(s_number);
        if (digits <= 0)
        {
            return false;
        }

        ReadOnlySpan<byte> unit = word[digits..];
        return unit.SequenceEqual("s"u8)
            || unit.SequenceEqual("ms"u8)
            || unit.SequenceEqual("us"u8)
            || unit.SequenceEqual("ns"u8)
            || unit.SequenceEqual("m"u8)
            || unit.SequenceEqual("h"u8)
            || unit.SequenceEqual("sec"u8)
            || unit.SequenceEqual("min"u8);
    }

    private static bool IsUuid(ReadOnlySpan<byte> word) =>
        word.Length == UuidLength
        && word[8] == '-'
        && word[13] == '-'
        && word[18] == '-'
        && word[23] == '-'
        && word.IndexOfAnyExcept(s_uuid) < 0;
}
