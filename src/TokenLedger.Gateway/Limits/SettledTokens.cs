using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Limits;

/// <summary>Counts an entry's tokens.</summary>
internal static class SettledTokens
{
    /// <summary>The tokens of all meters that count tokens, which are disjoint; 0 for entries without lines.</summary>
    public static long In(Entry? entry)
    {
        decimal used = 0;
        foreach (LineItem line in entry?.Lines ?? [])
        {
            used += line.Meter.StartsWith("tokens.", StringComparison.Ordinal) ? line.Quantity : 0;
        }

        return (long)decimal.Ceiling(decimal.Min(used, long.MaxValue / 2));
    }
}
