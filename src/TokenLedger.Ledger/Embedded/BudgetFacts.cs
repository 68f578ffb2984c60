using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// What an entry means to budgets, worked out on the caller's thread: the accounts it touches under a book, what it asks
/// for, what it used.
/// </summary>
internal sealed class BudgetFacts
{
    private static readonly List<TouchedAccount> _none = [];

    private BudgetFacts(Entry entry, BudgetBook book)
    {
        Links = EntryLinks.Of(entry);
        Call = entry.Call;
        Book = book;
    }

    public EntryLinks Links { get; }

    public Guid? Call { get; }

    /// <summary>The book under which the accounts were found.</summary>
    public BudgetBook Book { get; }

    /// <summary>The accounts, of an authorization or a booking.</summary>
    public List<TouchedAccount> Touched { get; private init; } = _none;

    /// <summary>What an authorization asks for.</summary>
    public CallHold Hold { get; private init; }

    /// <summary>What a settlement or a booking used; null on the others.</summary>
    public CallUse? Use { get; private init; }

    /// <summary>When it happened, UTC ticks.</summary>
    public long OccurredAt { get; private init; }

    /// <summary>Works it out.</summary>
    /// <returns>Null for an entry that no budget cares for.</returns>
    public static BudgetFacts? Of(Entry entry, BudgetBook book) =>
        entry.Kind switch
        {
            EntryKind.Authorization => new(entry, book)
            {
                Touched = entry.CausedBy is null ? Touch(entry, book) : _none,
                Hold = HoldOf(entry.Hold),
            },
            EntryKind.Settlement => new(entry, book) { Use = UseOf(entry, entry.Priced ?? entry.Cost is not null) },
            EntryKind.Void => new(entry, book),
            EntryKind.Import or EntryKind.ToolCall or EntryKind.Span => Booking(entry, book, entry.Priced ?? true),
            // What an adjustment leaves unpriced has met the budget's rule with the entry it corrects.
            EntryKind.Adjustment => Booking(entry, book, entry.KnownBefore is null || entry.Priced != false),
            _ => null,
        };

    /// <summary>What an authorization asks for.</summary>
    public static CallHold HoldOf(Hold? hold)
    {
        if (hold is null)
        {
            return new CallHold(new TokenBound(0, 0, Usd.Zero), null); // it costs nothing, which is a price
        }

        TokenBound? expected = hold.Expected is { } estimate
            ? new TokenBound(estimate.InputTokens, estimate.OutputTokens, estimate.Amount)
            : null;
        return new CallHold(new TokenBound(hold.InputTokens, hold.OutputTokens, hold.Amount), expected);
    }

    private static BudgetFacts? Booking(Entry entry, BudgetBook book, bool isPriced)
    {
        bool books = entry.Cost is not null || entry.KnownCost is not null || entry.Lines.Count > 0;
        List<TouchedAccount> touched = books ? Touch(entry, book) : _none;
        return touched.Count == 0
            ? null
            : new(entry, book)
            {
                Touched = touched,
                Use = UseOf(entry, isPriced),
                OccurredAt = entry.OccurredAt.UtcTicks,
            };
    }

    private static CallUse UseOf(Entry entry, bool isPriced) =>
        new(entry.KnownCost ?? entry.Cost ?? Usd.Zero, isPriced, entry.Lines, entry.ToolsCalled.Count)
        {
            KnownBefore = entry.KnownBefore,
        };

    private static List<TouchedAccount> Touch(Entry entry, BudgetBook book)
    {
        List<TouchedAccount> touched = [];
        book.Touch(ScopeOf(entry), touched);
        return touched;
    }

    // In the order of Dimensions.Names.
    private static CallScope ScopeOf(Entry entry)
    {
        Attribution who = entry.Attribution;
        return new CallScope(
            [
                who.Key,
                who.User,
                who.Tenant,
                who.Feature,
                who.Project,
                who.CostCenter,
                who.Environment,
                who.Agent,
                who.ParentAgent,
                who.RootAgent,
                who.Session,
                who.Task,
                who.Step,
                entry.Provider,
                entry.Upstream,
                entry.ModelRequested ?? entry.ModelServed,
            ],
            who.Tags
        );
    }
}
