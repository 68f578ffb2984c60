using System.Text.RegularExpressions;

namespace TokenLedger.Accounting.Tokens;

/// <summary>Which of Anthropic's tokenizers a Claude has; Opus 4.7 came with a new one.</summary>
internal static partial class ClaudeGeneration
{
    /// <summary>
    /// Whether a name is that of a Claude before 4.7: "claude-3-5-haiku", "claude-opus-4-1-20250805", "claude-sonnet-4".
    /// A name without a version is taken for a current model's.
    /// </summary>
    public static bool IsBeforeOpus47(string model)
    {
        Match version = Version().Match(model);
        if (!version.Success)
        {
            return model.Contains("claude-instant", StringComparison.OrdinalIgnoreCase);
        }

        char major = version.Groups["major"].ValueSpan[0];
        ReadOnlySpan<char> minor = version.Groups["minor"].ValueSpan;
        return major < '4' || (major == '4' && (minor.IsEmpty || minor[0] <= '6'));
    }

    /// <summary>The major and minor number, each of one digit; a date is neither.</summary>
    [GeneratedRegex(
        @"claude(-[a-z]+)*[-_]v?(?<major>\d)(?!\d)([-_.](?<minor>\d)(?!\d))?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Version();
}
