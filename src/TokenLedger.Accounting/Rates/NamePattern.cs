using System.IO.Enumeration;

namespace TokenLedger.Accounting.Rates;

/// <summary>Names with * for any characters and ? for one.</summary>
internal static class NamePattern
{
    /// <summary>Compares without case, as model names are.</summary>
    public static bool Matches(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true);

    /// <summary>Compares every character.</summary>
    public static bool MatchesExactly(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
