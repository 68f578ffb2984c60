using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Otlp;

/// <summary>How an attempt of a call ended.</summary>
/// <param name="Entry">Its settlement, void or refusal.</param>
/// <param name="Sequence">Where that is in the ledger.</param>
/// <param name="Began">When it began: of the first attempt when the request came, of others when they were authorised.</param>
internal sealed record AttemptEnd(Entry Entry, long Sequence, DateTimeOffset Began)
{
    /// <summary>
    /// A call as one entry: what its last attempt says, with the usage and cost of all, because each was billed as it was
    /// served.
    /// </summary>
    public static Entry Whole(IReadOnlyList<AttemptEnd> ends)
    {
        Entry last = ends[^1].Entry;
        if (ends.Count == 1)
        {
            return last;
        }

        Entry[] all = [.. ends.Select(end => end.Entry)];
        return last with
        {
            Attempt = all.Max(one => one.Attempt),
            Lines = [.. all.SelectMany(one => one.Lines)],
            Cost = null,
            KnownCost = Sum(all.Select(one => one.KnownCost ?? one.Cost)),
            EstimatedCost = Sum(all.Select(one => one.EstimatedCost)),
            Priced = all.Any(one => one.Priced is false) ? false : all.Max(one => one.Priced),
            LatencyMs = all.Max(one => one.LatencyMs),
            Warnings = Joined(all, static one => one.Warnings),
            Flags = Joined(all, static one => one.Flags),
        };
    }

    /// <summary>Null when none is known: that is not the same as nothing.</summary>
    private static Usd? Sum(IEnumerable<Usd?> amounts)
    {
        Usd[] known = [.. amounts.OfType<Usd>()];
        return known.Length == 0 ? null : known.Aggregate(Usd.Zero, static (sum, one) => sum + one);
    }

    private static string[] Joined(Entry[] all, Func<Entry, IReadOnlyList<string>> of) =>
        [.. all.SelectMany(of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
