namespace TokenLedger.Accounting.Policies;

/// <summary>Patterns in which * stands for any characters and ? for one; every other character for itself.</summary>
public static class Glob
{
    /// <summary>
    /// Whether a text fits. After a failure it goes on behind the last star only, so the time is bounded by the product of
    /// both lengths.
    /// </summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].Trim('*').IsEmpty;
    }
}
