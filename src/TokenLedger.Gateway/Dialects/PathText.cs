using System.Globalization;

namespace TokenLedger.Gateway.Dialects;

/// <summary>Judges parts of paths, so that nothing is forwarded which an upstream could read as another route.</summary>
public static class PathText
{
    /// <summary>Longest resource id, in characters.</summary>
    public const int LongestId = 200;

    /// <summary>Longest path that is forwarded without its route being known, in characters.</summary>
    public const int LongestUnknown = 2_048;

    /// <summary>Whether a text is one resource id: letters, digits and "-_.:@", without "..".</summary>
    public static bool IsId(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > LongestId || text.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or ':' or '@'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a text is an id followed by just this ending ("/cancel").</summary>
    public static bool IsIdBefore(ReadOnlySpan<char> text, string ending) =>
        text.EndsWith(ending, StringComparison.Ordinal) && IsId(text[..^ending.Length]);

    /// <summary>Like <see cref="IsId"/> for model names, which may contain slashes ("openai/gpt-oss-120b").</summary>
    public static bool IsModelName(ReadOnlySpan<char> text)
    {
        foreach (Range part in text.Split('/'))
        {
            if (!IsId(text[part]))
            {
                return false;
            }
        }

        return !text.IsEmpty;
    }

    /// <summary>
    /// Whether a path, as it stands in the request line, may be forwarded though no dialect knows it: of bounded length,
    /// in the characters of RFC 3986, without dot segments or empty segments, and without an escape that an upstream could
    /// take for a slash, a backslash, a dot, a percent sign or a control character.
    /// </summary>
    public static bool IsSafe(ReadOnlySpan<char> path)
    {
        if (path.Length is < 2 or > LongestUnknown || path[0] != '/' || path.Contains("//", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (Range part in path.Split('/'))
        {
            if (path[part] is "." or ".." || !HasSafeCharacters(path[part]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasSafeCharacters(ReadOnlySpan<char> segment)
    {
        for (int i = 0; i < segment.Length; i++)
        {
            if (segment[i] == '%')
            {
                if (
                    i + 2 >= segment.Length
                    || !byte.TryParse(segment.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, null, out byte escaped)
                    || escaped is < 0x20 or 0x7f or (byte)'/' or (byte)'\\' or (byte)'.' or (byte)'%'
                )
                {
                    return false;
                }

                i += 2;
            }
            else if (!s_segment.Contains(segment[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static readonly System.Buffers.SearchValues<char> s_segment = System.Buffers.SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@"
    );
}
