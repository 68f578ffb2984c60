using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Embedded;

/// <summary>How entries change balances: the same for entries being appended and for those read from the log.</summary>
internal static class BudgetFold
{
    /// <summary>What the budgets say to an authorization.</summary>
    /// <returns>Null for nothing, and for every other kind of entry.</returns>
    public static List<BudgetFinding>? Judge(BudgetBalances balances, BudgetFacts facts, long ticks) =>
        facts.Links.IsTopUp ? balances.JudgeTopUp(facts.Links.CausedBy!.Value, facts.Hold, ticks)
        : facts.Links.Kind == EntryKind.Authorization ? balances.Judge(facts.Touched, facts.Call, facts.Hold, ticks)
        : null;

    /// <summary>Takes an entry into the balances.</summary>
    /// <param name="balances">The balances.</param>
    /// <param name="facts">The entry, under the book of the balances.</param>
    /// <param name="ticks">When it is recorded, UTC ticks.</param>
    public static void Apply(BudgetBalances balances, BudgetFacts facts, long ticks)
    {
        switch (facts.Links.Kind)
        {
            case EntryKind.Authorization when facts.Links.IsTopUp:
                balances.TopUp(facts.Links.CausedBy!.Value, facts.Hold);
                break;
            case EntryKind.Authorization:
                balances.Authorize(facts.Links.Id, facts.Call, facts.Touched, facts.Hold, ticks);
                break;
            case EntryKind.Settlement:
                balances.Settle(facts.Links.Settles!.Value, facts.Use!);
                break;
            case EntryKind.Void:
                balances.Void(facts.Links.Settles!.Value);
                break;
            default:
                balances.Debit(facts.Touched, facts.Use!, facts.OccurredAt, ticks);
                break;
        }
    }

    /// <summary>Takes entries read from the log into the balances.</summary>
    public static void Apply(BudgetBalances balances, IReadOnlyList<StoredEntry> entries)
    {
        foreach (StoredEntry stored in entries)
        {
            // Spares parsing what changes no balance.
            if (!stored.MayBe(EntryKind.Admin) && !stored.MayBe(EntryKind.Rejection))
            {
                Entry entry = EntryReader.Parse(stored.Bytes.Span);
                if (BudgetFacts.Of(entry, balances.Book) is { } facts)
                {
                    Apply(balances, facts, entry.RecordedAt.UtcTicks);
                }
            }
        }
    }
}
