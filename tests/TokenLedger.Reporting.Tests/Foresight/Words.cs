using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Tests.Foresight;

/// <summary>Words as they stand in a query string: "days=7".</summary>
internal static class Words
{
    public static SliceWords Of(params string[] words) =>
        new(name =>
            [
                .. words
                    .Where(word => word.StartsWith(name + "=", StringComparison.Ordinal))
                    .Select(word => word[(name.Length + 1)..]),
            ]
        );
}
