using System.Text.RegularExpressions;
using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Gateway.Limits;

/// <summary>What names, scopes and dimensions of limits may be.</summary>
public static partial class LimitNames
{
    /// <summary>The scope of every call.</summary>
    public static IReadOnlyDictionary<string, string> Everywhere { get; } = new Dictionary<string, string>();

    /// <summary>Whether a text can be a limit's name.</summary>
    public static bool IsName(string text) => Name().IsMatch(text);

    /// <summary>What is wrong with a scope and the dimensions to count by; each problem begins with the member.</summary>
    public static IEnumerable<string> ProblemsOf(
        IReadOnlyDictionary<string, string>? scope,
        IReadOnlyList<string>? per
    ) =>
        (scope ?? Everywhere)
            .Where(term => !Dimensions.Knows(term.Key))
            .Select(term => $"scope.{term.Key}: is no dimension; {Known}")
            .Concat(
                (scope ?? Everywhere)
                    .Where(term => string.IsNullOrEmpty(term.Value))
                    .Select(term => $"scope.{term.Key}: must be a value, or a pattern with * or ?")
            )
            .Concat(
                (per ?? [])
                    .Where(name => name is null || !Dimensions.Knows(name))
                    .Select(name => $"per: {name} is no dimension; {Known}")
            );

    private static string Known => $"there are {string.Join(", ", Dimensions.Names)} and {Dimensions.TagPrefix}NAME";

    [GeneratedRegex("^[a-z0-9._-]{1,64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
