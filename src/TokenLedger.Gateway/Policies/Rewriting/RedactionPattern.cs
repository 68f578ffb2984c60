using System.Text.RegularExpressions;

namespace TokenLedger.Gateway.Policies.Rewriting;

/// <summary>What is replaced in prompts. Matching takes time in proportion to the text, whatever the pattern.</summary>
public sealed record RedactionPattern
{
    /// <summary>Longest pattern, in characters.</summary>
    public const int LongestPattern = 512;

    /// <summary>Longest replacement, in characters.</summary>
    public const int LongestReplacement = 64;

    private readonly Regex _regex;

    private RedactionPattern(string name, Regex regex, string replacement)
    {
        Name = name;
        _regex = regex;
        Replacement = replacement;
    }

    /// <summary>How rules call it.</summary>
    public string Name { get; }

    /// <summary>What stands in the prompt instead.</summary>
    public string Replacement { get; }

    /// <summary>Compiles a pattern.</summary>
    /// <param name="name">How rules call it.</param>
    /// <param name="expression">A regular expression without look-around, back references and atomic groups.</param>
    /// <param name="replacement">What stands there instead; null for "[NAME]".</param>
    /// <returns>The pattern, or what is wrong with it.</returns>
    public static (RedactionPattern? Pattern, string? Problem) Create(
        string name,
        string expression,
        string? replacement
    )
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(expression);
        if (expression.Length is 0 or > LongestPattern)
        {
            return (null, $"must have 1 to {LongestPattern} characters");
        }

        string instead = replacement ?? $"[{name}]";
        if (instead.Length > LongestReplacement)
        {
            return (null, $"its replacement has more than {LongestReplacement} characters");
        }

        try
        {
            Regex regex = new(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return regex.IsMatch("")
                ? (null, "fits the empty text, so it would match everywhere")
                : (new(name, regex, instead), null);
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            return (null, $"cannot be used: {wrong.Message}");
        }
    }

    /// <summary>The text with what fits replaced; the same text when nothing does.</summary>
    public string Replace(string text) => _regex.Replace(text, _ => Replacement);
}
