using System.Text.RegularExpressions;

namespace TokenLedger.Commands.Rerating;

/// <summary>A pattern over model names: * is any text, ? any one character; case does not matter.</summary>
internal sealed class ModelGlob
{
    private readonly Regex? _pattern;

    /// <param name="glob">The pattern; null takes every model.</param>
    public ModelGlob(string? glob) =>
        _pattern = glob is null
            ? null
            : new Regex(
                "^"
                    + Regex
                        .Escape(glob)
                        .Replace("\\*", ".*", StringComparison.Ordinal)
                        .Replace("\\?", ".", StringComparison.Ordinal)
                    + "$",
                RegexOptions.IgnoreCase
                    | RegexOptions.CultureInvariant
                    | RegexOptions.NonBacktracking
                    | RegexOptions.Singleline
            );

    public bool Takes(string? served, string? requested) =>
        _pattern is null
        || (served is not null && _pattern.IsMatch(served))
        || (requested is not null && _pattern.IsMatch(requested));
}
