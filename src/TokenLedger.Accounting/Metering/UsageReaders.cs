using System.Collections.Frozen;

namespace TokenLedger.Accounting.Metering;

/// <summary>The dialects whose usage can be read.</summary>
public static class UsageReaders
{
    private static readonly FrozenDictionary<string, UsageDialect> ByApi = DialectTable.All.ToFrozenDictionary(
        dialect => dialect.Api,
        StringComparer.Ordinal
    );

    /// <summary>All dialects with what each can report.</summary>
    public static IReadOnlyList<UsageDialect> All => DialectTable.All;

    /// <summary>The names of the dialects, as exchanges on file and configuration use them.</summary>
    public static IReadOnlyList<string> Dialects { get; } = [.. DialectTable.All.Select(dialect => dialect.Api)];

    /// <summary>A reader for one response; null when the dialect is not one of <see cref="Dialects"/>.</summary>
    public static UsageReader? Create(string api, RequestFacts facts) =>
        ByApi.TryGetValue(api, out UsageDialect? dialect) ? dialect.NewReader(facts) : null;
}
