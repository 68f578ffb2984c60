using TokenLedger.Accounting.Metering;

namespace TokenLedger.Ledger.Entries;

/// <summary>The names that enumerations have in canonical bytes, in the order of their values.</summary>
internal static class EntryNames
{
    /// <summary>Names of <see cref="EntryKind"/>.</summary>
    public static readonly string[] Kinds =
    [
        "authorization",
        "settlement",
        "void",
        "rejection",
        "adjustment",
        "tool_call",
        "span",
        "import",
        "outcome",
        "admin",
        "checkpoint",
    ];

    /// <summary>How an entry of each <see cref="EntryKind"/> says so in its canonical bytes.</summary>
    public static readonly byte[][] KindMembers =
    [
        .. Kinds.Select(kind => System.Text.Encoding.UTF8.GetBytes($"\"kind\":\"{kind}\"")),
    ];

    /// <summary>Names of <see cref="Provenance"/>.</summary>
    public static readonly string[] Provenances = ["reported", "counted", "estimated"];

    /// <summary>Names of <see cref="UsageSource"/>.</summary>
    public static readonly string[] UsageSources = ["none", "provider", "provider_partial", "estimated"];
}
