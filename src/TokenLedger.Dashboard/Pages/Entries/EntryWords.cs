using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Dashboard.Pages.Entries;

/// <summary>How entries are spoken of.</summary>
internal static class EntryWords
{
    /// <summary>The kind in small letters: "tool call".</summary>
    public static string Kind(Entry entry) =>
        entry.Kind switch
        {
            EntryKind.ToolCall => "tool call",
            var kind => kind.ToString().ToLowerInvariant(),
        };

    /// <summary>The amount it is about: what it costs, or what it holds; null for neither.</summary>
    public static Usd? Amount(Entry entry) => entry.KnownCost ?? entry.Cost ?? entry.Hold?.Amount;
}
