namespace TokenLedger.Accounting.Budgets;

/// <summary>A pattern of a scope: "*" stands for any characters, also none, "?" for one; all others for themselves.</summary>
/// <param name="text">The pattern.</param>
public sealed class ScopePattern(string text)
{
    private readonly bool _isAny = text == "*";

    /// <summary>The pattern as written.</summary>
    public string Text { get; } = text;

    /// <summary>Whether it is one value and nothing else.</summary>
    public bool IsExact { get; } = text.AsSpan().IndexOfAny('*', '?') < 0;

    /// <summary>Whether a value fits. One that is not known never does: "*" means any value, but one.</summary>
    public bool Fits(string? value) => value is not null && Fits(value.AsSpan());

    /// <summary>Whether a value fits.</summary>
    public bool Fits(ReadOnlySpan<char> value) =>
        _isAny || (IsExact ? value.SequenceEqual(Text) : FitsGlob(Text, value));

    /// <summary>Goes on after the last star whenever it fails: linear in the value for each star, never exponential.</summary>
    private static bool FitsGlob(ReadOnlySpan<char> pattern, ReadOnlySpan<char> value)
    {
        int at = 0;
        int star = -1;
        int resume = 0;
        int next = 0;
        while (next < value.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                star = at++;
                resume = next;
            }
            else if (at < pattern.Length && (pattern[at] == '?' || pattern[at] == value[next]))
            {
                at++;
                next++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                next = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[at..].TrimStart('*').IsEmpty;
    }
}
