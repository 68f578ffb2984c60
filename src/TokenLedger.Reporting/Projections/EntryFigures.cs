using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Reporting.Projections;

/// <summary>What an entry adds to the books, checked before anything is written for it.</summary>
/// <param name="Tokens">Tokens of its lines by group.</param>
/// <param name="Known">The priced part.</param>
/// <param name="Estimated">The part of it that rests on estimates.</param>
/// <param name="Counted">The part of it that rests on tokens counted here.</param>
/// <param name="Saved">What caches spared, see <see cref="Columns.Field.SavedMicro"/>.</param>
/// <param name="Unpriced">Whether some of it has no price; null when the entry does not say.</param>
/// <param name="CarriesMoney">Whether it has lines or an amount at all.</param>
/// <param name="Estimates">Whether some quantity is estimated.</param>
/// <param name="Counts">Whether some quantity was counted here.</param>
/// <param name="Failed">Whether it ends a call without the answer it was made for.</param>
/// <param name="Parts">Who said how much of its prompt; null when not known.</param>
internal readonly record struct EntryFigures(
    TokenCounts Tokens,
    Usd Known,
    Usd Estimated,
    Usd Counted,
    Usd Saved,
    bool? Unpriced,
    bool CarriesMoney,
    bool Estimates,
    bool Counts,
    bool Failed,
    PromptParts? Parts
)
{
    /// <summary>Reads the figures.</summary>
    /// <exception cref="FormatException">A token quantity has a fraction or an unknown group.</exception>
    /// <exception cref="OverflowException">A quantity or an amount does not fit the tables.</exception>
    public static EntryFigures Of(Entry entry)
    {
        Usd known = entry.KnownCost ?? entry.Cost ?? Usd.Zero;
        Usd estimated = entry.EstimatedCost ?? Usd.Zero;
        CheckFits(known, estimated, entry.Hold?.Amount ?? Usd.Zero, entry.Value ?? Usd.Zero);
        foreach (LineItem line in entry.Lines)
        {
            CheckFits(line.Amount ?? Usd.Zero);
        }

        bool carries = entry.Lines.Count > 0 || entry.KnownCost is not null || entry.Cost is not null;
        bool? unpriced =
            entry.Priced is { } priced ? !priced
            : carries && entry.Cost is null ? true
            : null;
        Usd counted = CountedOf(entry.Lines);
        Usd saved = CacheSaving.Of(entry.Lines);
        CheckFits(counted, saved);
        return new(
            TokenCounts.Of(entry.Lines),
            known,
            estimated,
            counted,
            saved,
            unpriced,
            carries,
            Has(entry.Lines, Provenance.Estimated),
            Has(entry.Lines, Provenance.Counted),
            FailedCall.Is(entry),
            entry.PromptParts
        );
    }

    private static bool Has(IReadOnlyList<LineItem> lines, Provenance provenance)
    {
        for (int i = 0; i < lines.Count; i++)
        {
            if (lines[i].Provenance == provenance)
            {
                return true;
            }
        }

        return false;
    }

    private static Usd CountedOf(IReadOnlyList<LineItem> lines)
    {
        Usd sum = Usd.Zero;
        for (int i = 0; i < lines.Count; i++)
        {
            sum = lines[i] is { Provenance: Provenance.Counted, Amount: { } amount } ? sum + amount : sum;
        }

        return sum;
    }

    private static void CheckFits(params ReadOnlySpan<Usd> amounts)
    {
        foreach (Usd amount in amounts)
        {
            _ = SplitAmount.Of(amount);
        }
    }
}
