using System.Globalization;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// The budgets in force and their balances. The writer judges and applies a frame's entries under <see cref="Gate"/>,
/// which it never holds while it writes or syncs; whoever asks takes the gate for a moment and stops nobody for longer.
/// </summary>
internal sealed class LiveBudgets
{
    private const int ReadAtOnce = 256;

    private BudgetBalances? _balances;
    private BudgetBook _book = BudgetBook.Empty;

    /// <summary>Taken around every use of the balances.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The book in force, for callers that prepare their entries.</summary>
    public BudgetBook Book => Volatile.Read(ref _book);

    /// <summary>Whether any budget is in force.</summary>
    public bool Any => Book.Plans.Count > 0;

    /// <summary>The balances; null when there are no budgets. The gate is held.</summary>
    public BudgetBalances? Balances => _balances;

    /// <summary>Puts a book and its balances in force. The gate is held.</summary>
    public void Use(BudgetBalances balances)
    {
        _balances = balances.Book.Plans.Count == 0 ? null : balances;
        Volatile.Write(ref _book, balances.Book);
    }

    /// <summary>Stores the balances, where there are any. On the writer's thread, or when it has ended.</summary>
    public void Save(ILedgerFiles files, LedgerHead head)
    {
        lock (Gate)
        {
            if (_balances is not null)
            {
                BalanceFile.Write(files, _balances, head);
            }
        }
    }

    /// <summary>What the budgets say to an entry. The gate is held.</summary>
    /// <param name="append">The entry; its facts are worked out again when the book was replaced meanwhile.</param>
    /// <param name="ticks">When it would be recorded, UTC ticks.</param>
    public List<BudgetFinding>? Judge(PendingAppend append, long ticks)
    {
        if (_balances is null)
        {
            return null;
        }

        return append.FactsUnder(_book) is { } facts ? BudgetFold.Judge(_balances, facts, ticks) : null;
    }

    /// <summary>Takes an entry that is being written into the balances. The gate is held.</summary>
    public void Apply(PendingAppend append, long ticks)
    {
        if (_balances is not null && append.FactsUnder(_book) is { } facts)
        {
            BudgetFold.Apply(_balances, facts, ticks);
        }
    }

    /// <summary>What the budgets would say to an authorization.</summary>
    public IReadOnlyList<BudgetFinding> WouldSay(Entry authorization, long ticks)
    {
        while (Any)
        {
            BudgetBook book = Book;
            if (BudgetFacts.Of(authorization, book) is not { } facts)
            {
                return [];
            }

            lock (Gate)
            {
                if (_balances?.Book == book)
                {
                    return BudgetFold.Judge(_balances, facts, ticks) ?? [];
                }
            }
        }

        return [];
    }

    /// <summary>The budgets that cover an authorization.</summary>
    public IReadOnlyList<Budget> On(Entry authorization) =>
        Any && BudgetFacts.Of(authorization, Book) is { Touched: { Count: > 0 } touched }
            ? [.. touched.Select(one => one.Plan.Budget)]
            : [];

    /// <summary>The accounts of a budget or of all, the fullest first. Each is consistent in itself.</summary>
    public IReadOnlyList<BudgetBalance> List(string? budget, int most, long ticks)
    {
        IReadOnlyList<BudgetBalances.Listed> accounts;
        lock (Gate)
        {
            accounts = _balances?.List(budget) ?? [];
        }

        List<BudgetBalance> balances = [];
        for (int done = 0; done < accounts.Count; done += ReadAtOnce)
        {
            lock (Gate)
            {
                for (int i = done; i < Math.Min(done + ReadAtOnce, accounts.Count); i++)
                {
                    BudgetBalances.Read(accounts[i], ticks, balances);
                }
            }
        }

        return [.. balances.OrderByDescending(one => (one.Used + one.Held) / one.Limit).Take(most)];
    }

    /// <summary>Why an authorization was refused, in one sentence.</summary>
    public static string Explain(IReadOnlyList<BudgetFinding> findings)
    {
        BudgetFinding first = findings.First(finding => finding.Refuses);
        string what = first.Kind == FindingKind.Unpriced ? "refuses calls without a price" : Reached(first);
        string who = string.Join(", ", first.Member.Select(part => $"{part.Key} {part.Value}"));
        return $"The budget \"{first.Budget}\"{(who.Length == 0 ? "" : $" of {who}")} {what}.";
    }

    private static string Reached(BudgetFinding of) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"has {of.Used} of {of.Limit} {BudgetNames.Of(of.Unit)} used and {of.Held} held; this call asks for {of.Asked}"
        );
}
