using TokenLedger.Accounting.Metering;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Adjusting;

/// <summary>
/// What an entry's call used as the usage kept on it reads now, where a reader has learnt to tell more apart since it was
/// booked. Everything that the usage object does not decide stays as it stands.
/// </summary>
internal static class RereadQuantities
{
    /// <summary>The quantities; those that stand, when the usage reads as before or cannot be read again.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="standing">Its quantities with every adjustment.</param>
    /// <param name="context">The prompt as it reads now; the entry's where nothing changed.</param>
    public static List<Quantity> Of(Entry entry, List<Quantity> standing, out long? context)
    {
        context = entry.ContextTokens;
        if (
            entry is not { UsageSource: UsageSource.Provider, Api: { } api, RawUsage: { } raw }
            || Rereading.Read(api, raw) is not { Quantities.Count: > 0 } read
            || Sums(read.Quantities).SetEquals(Sums(standing.Where(Rereading.IsToken)))
        )
        {
            return standing;
        }

        context = read.ContextTokens ?? context;
        return [.. read.Quantities, .. standing.Where(quantity => !Rereading.IsToken(quantity))];
    }

    private static HashSet<(string, decimal)> Sums(IEnumerable<Quantity> quantities) =>
        [
            .. quantities
                .GroupBy(quantity => quantity.Meter)
                .Select(meter => (meter.Key, meter.Sum(quantity => quantity.Count))),
        ];
}
