using System.Collections.Immutable;

namespace TokenLedger.Gateway.Attribution;

/// <summary>
/// A pattern over callers' keys as AgentLedger writes it: <c>*</c> stands for any characters and <c>?</c> for one, but
/// neither for <c>/</c>; <c>[a-c]</c> for one of a set and <c>[^a-c]</c> for one outside; <c>\</c> takes the next
/// character as it is.
/// </summary>
public sealed class KeyGlob
{
    /// <summary>Longest pattern, in characters.</summary>
    public const int Longest = 256;

    private readonly ImmutableArray<Part> _parts;

    private KeyGlob(ImmutableArray<Part> parts) => _parts = parts;

    /// <summary>Whether it stands for one key only, which must be kept as a fingerprint and not as it is.</summary>
    public bool IsOneKey => _parts.All(part => part is { IsStar: false, Set: null });

    /// <summary>Reads a pattern.</summary>
    /// <returns>The pattern, or one sentence on what is wrong; the sentence does not repeat it, for it may be a key.</returns>
    public static (KeyGlob? Glob, string? Problem) Parse(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (pattern.Length is 0 or > Longest)
        {
            return (null, $"a pattern has 1 to {Longest} characters");
        }

        ImmutableArray<Part>.Builder parts = ImmutableArray.CreateBuilder<Part>();
        for (int at = 0; at < pattern.Length; )
        {
            if (Next(pattern, ref at) is not { } part)
            {
                return (null, "the pattern ends within a set or after a backslash; write [a-c], or \\[ for a bracket");
            }

            parts.Add(part);
        }

        return (new(parts.ToImmutable()), null);
    }

    /// <summary>Whether the whole key is as the pattern says.</summary>
    public bool Matches(ReadOnlySpan<char> key)
    {
        // A star that turns out too short is tried one longer; only the last one need be, so time is bounded by both lengths.
        int at = 0;
        int part = 0;
        int star = -1;
        int from = 0;
        while (at < key.Length)
        {
            if (part < _parts.Length && _parts[part].IsStar)
            {
                (star, from) = (part++, at);
            }
            else if (part < _parts.Length && _parts[part].Takes(key[at]))
            {
                part++;
                at++;
            }
            else if (star >= 0 && key[from] != '/')
            {
                (part, at) = (star + 1, ++from);
            }
            else
            {
                return false;
            }
        }

        while (part < _parts.Length && _parts[part].IsStar)
        {
            part++;
        }

        return part == _parts.Length;
    }

    private static Part? Next(string pattern, ref int at)
    {
        switch (pattern[at])
        {
            case '*':
                at++;
                return new Part { IsStar = true };
            case '?':
                at++;
                return new Part { Set = [], IsOutside = true };
            case '[':
                at++;
                return Set(pattern, ref at);
            default:
                return Character(pattern, ref at) is { } one ? new Part { One = one } : null;
        }
    }

    private static Part? Set(string pattern, ref int at)
    {
        bool isOutside = at < pattern.Length && pattern[at] == '^';
        at += isOutside ? 1 : 0;
        ImmutableArray<(char From, char To)>.Builder ranges = ImmutableArray.CreateBuilder<(char, char)>();
        while (at < pattern.Length && (pattern[at] != ']' || ranges.Count == 0))
        {
            if (Character(pattern, ref at) is not { } from)
            {
                return null;
            }

            char to = from;
            if (at < pattern.Length && pattern[at] == '-')
            {
                at++;
                if (Character(pattern, ref at) is not { } last)
                {
                    return null;
                }

                to = last;
            }

            ranges.Add((from, to));
        }

        return at++ < pattern.Length ? new Part { Set = ranges.ToImmutable(), IsOutside = isOutside } : null;
    }

    private static char? Character(string pattern, ref int at)
    {
        at += at < pattern.Length && pattern[at] == '\\' ? 1 : 0;
        return at < pattern.Length ? pattern[at++] : null;
    }

    /// <summary>One step of a pattern.</summary>
    private readonly record struct Part
    {
        public bool IsStar { get; init; }

        public char One { get; init; }

        public ImmutableArray<(char From, char To)>? Set { get; init; }

        public bool IsOutside { get; init; }

        public bool Takes(char c)
        {
            if (Set is not { } set)
            {
                return c == One;
            }

            bool isIn = false;
            foreach ((char from, char to) in set)
            {
                isIn |= c >= from && c <= to;
            }

            return c != '/' && isIn != IsOutside;
        }
    }
}
