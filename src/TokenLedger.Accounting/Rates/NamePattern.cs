using System.IO.Enumeration;

namespace TokenLedger.Accounting.Rates;

/// <summary>Names with * for any characters and ? for one, compared without case.</summary>
internal static class NamePattern
{
    public static bool Matches(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true);
}
