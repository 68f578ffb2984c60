using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Adjusting;

/// <summary>What pricing an entry again comes to.</summary>
public enum ReratingState
{
    /// <summary>It used nothing that has a price.</summary>
    NothingToPrice,

    /// <summary>The book gives the same bill.</summary>
    Unchanged,

    /// <summary>The book gives another bill.</summary>
    Repriced,

    /// <summary>A part without a price has one now.</summary>
    Priced,

    /// <summary>It has no price, and the book still has none.</summary>
    StillUnpriced,

    /// <summary>It cannot be priced again exactly, so it is left alone.</summary>
    NotRerated,
}

/// <summary>
/// A settled call priced again, from the quantities and the facts in its entry, at the rates of a book that were active
/// when it happened. Nothing is guessed: what an entry does not tell exactly is left as it is, with the reason.
/// </summary>
/// <remarks>
/// The difference is to the bill in force, adjustments included. A correction by hand stands as long as the book agrees
/// with the lines that were priced; when it does not, the new bill replaces that correction too. Credits always stand.
/// </remarks>
public sealed record Rerating
{
    /// <summary>What it comes to.</summary>
    public required ReratingState State { get; init; }

    /// <summary>The cost as corrected so far.</summary>
    public required Usd Before { get; init; }

    /// <summary>The lines that make the difference: old ones taken back, new ones; empty when there is none.</summary>
    public IReadOnlyList<LineItem> Lines { get; init; } = [];

    /// <summary>The signed difference.</summary>
    public Usd Difference => AdjustmentLines.Sum(Lines);

    /// <summary>Whether every part has a price afterwards.</summary>
    public bool IsPriced { get; init; }

    /// <summary>The newest adjustment taken into account.</summary>
    public Guid? Newest { get; init; }

    /// <summary>Why it is left alone; null unless it is.</summary>
    public string? Why { get; init; }

    /// <summary>Prices an entry again.</summary>
    /// <param name="entry">A settlement, import or span.</param>
    /// <param name="adjustments">Its adjustments, in the order of the ledger.</param>
    /// <param name="book">The prices.</param>
    /// <param name="reread">
    /// Whether the provider's usage, as the entry keeps it, is read again first: a newer reader may tell more apart.
    /// </param>
    public static Rerating Of(Entry entry, IReadOnlyList<Entry> adjustments, RateBook book, bool reread = false)
    {
        BillInForce before = BillInForce.Of(entry, adjustments);
        Rerating same = new()
        {
            State = ReratingState.Unchanged,
            Before = before.Known,
            IsPriced = before.IsPriced,
            Newest = before.Newest,
        };
        if (entry.Lines.Count == 0 && entry.Cost == Usd.Zero)
        {
            return same with { State = ReratingState.NothingToPrice };
        }

        if (PricedFacts.Missing(entry, before, book) is { } missing)
        {
            return same with { State = ReratingState.NotRerated, Why = missing };
        }

        return Compare(same, before, PricedFacts.Price(entry, before, book, reread), entry);
    }

    /// <summary>The adjustment that books the difference.</summary>
    /// <param name="entry">The entry priced again.</param>
    /// <param name="book">The book it was priced with.</param>
    /// <param name="reason">Why.</param>
    public AdjustmentDraft Draft(Entry entry, RateBook book, string reason)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(book);
        return new()
        {
            Key = $"rerate:{entry.Id}:{Newest?.ToString() ?? "0"}:{book.ShortVersion}",
            Reason = reason,
            Lines = Lines,
            Corrects = entry.Id,
            ChecksNewest = true,
            Newest = Newest,
            Priced = IsPriced,
            KnownBefore = Before,
            Subject = "rates " + book.Version,
        };
    }

    private static Rerating Compare(Rerating same, BillInForce before, Bill bill, Entry entry)
    {
        List<LineItem> changes = LineChanges.Between(before.Lines, bill.Lines, out string? withoutPrice);
        if (withoutPrice is not null)
        {
            string model = entry.ModelServed ?? entry.ModelRequested ?? "its model";
            return same with
            {
                State = ReratingState.NotRerated,
                Why = $"the rate book has no price for {withoutPrice} of {model} at that time",
            };
        }

        bool isPriced = bill.Total is not null;
        if (changes.Count == 0)
        {
            return same with { State = isPriced ? ReratingState.Unchanged : ReratingState.StillUnpriced };
        }

        return same with
        {
            State = isPriced && !before.IsPriced ? ReratingState.Priced : ReratingState.Repriced,
            Lines = changes,
            IsPriced = isPriced,
        };
    }
}
