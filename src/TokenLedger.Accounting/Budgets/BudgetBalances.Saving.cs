using System.Text;

namespace TokenLedger.Accounting.Budgets;

/// <summary>
/// The balances as bytes, so that a start need not fold all of history. Derived: every budget has with it what
/// decides its fold, and is folded anew when that differs. What is held is not saved; it follows from what is open.
/// </summary>
public sealed partial class BudgetBalances
{
    /// <summary>Writes all balances.</summary>
    public void Save(Stream to)
    {
        using BinaryWriter writer = new(to, Encoding.UTF8, leaveOpen: true);
        Dictionary<BudgetAccount, List<AccountPeriod>> passed = Passed();
        Dictionary<BudgetAccount, int> numbers = new(ReferenceEqualityComparer.Instance);
        using FoldTerms terms = new();
        BudgetPlan[] used = [.. Book.Plans.Where(plan => _byPlan[plan.Number] is { Count: > 0 })];
        writer.Write(used.Length);
        foreach (BudgetPlan plan in used)
        {
            writer.Write(plan.Budget.Id);
            terms.Write(plan, writer);
            BudgetAccount[] accounts = [.. _byPlan[plan.Number]!.All];
            writer.Write(accounts.Length);
            foreach (BudgetAccount account in accounts)
            {
                numbers.Add(account, numbers.Count);
                Save(writer, account, passed.GetValueOrDefault(account) ?? []);
            }
        }

        // Budgets without any account yet count as folded too.
        BudgetPlan[] unused = [.. Book.Plans.Where(plan => _byPlan[plan.Number] is not { Count: > 0 })];
        writer.Write(unused.Length);
        foreach (BudgetPlan plan in unused)
        {
            writer.Write(plan.Budget.Id);
            terms.Write(plan, writer);
        }

        writer.Write(_open.Count);
        foreach ((Guid id, OpenCall open) in _open)
        {
            Save(writer, id, open, numbers);
        }
    }

    /// <summary>Reads balances for those budgets of a book that were saved under the same rules.</summary>
    /// <exception cref="IOException">The bytes are not what <see cref="Save(Stream)"/> wrote.</exception>
    public static BudgetBalances Load(Stream from, BudgetBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        using BinaryReader reader = new(from, Encoding.UTF8, leaveOpen: true);
        using FoldTerms terms = new();
        List<(BudgetPlan? Plan, List<SavedAccount> Accounts)> saved = [];
        int place = 0;
        for (int budgets = reader.ReadInt32(); budgets > 0; budgets--)
        {
            BudgetPlan? plan = Known(reader, book, terms, ref place);
            List<SavedAccount> accounts = new(Math.Min(reader.ReadInt32(), 1 << 20));
            for (int i = accounts.Capacity; i > 0; i--)
            {
                accounts.Add(SavedAccount.Read(reader));
            }

            saved.Add((plan, accounts));
        }

        List<BudgetPlan> unused = [];
        place = 0;
        for (int budgets = reader.ReadInt32(); budgets > 0; budgets--)
        {
            if (Known(reader, book, terms, ref place) is { } plan)
            {
                unused.Add(plan);
            }
        }

        BudgetBook known = book.Of([.. saved.Select(one => one.Plan).OfType<BudgetPlan>(), .. unused]);
        BudgetBalances balances = new(known);
        List<BudgetAccount?> numbers = [];
        foreach ((BudgetPlan? plan, List<SavedAccount> accounts) in saved)
        {
            numbers.AddRange(accounts.Select(account => plan is null ? null : balances.Restore(account, plan)));
        }

        balances.RestoreOpen(reader, numbers);
        return balances;
    }

    /// <summary>The budget whose terms come next, when it is still of these; its place is most often behind the one before.</summary>
    private static BudgetPlan? Known(BinaryReader reader, BudgetBook book, FoldTerms terms, ref int place)
    {
        string id = reader.ReadString();
        BudgetPlan? plan = place < book.Plans.Count ? book.Plans[place] : null;
        plan = plan?.Budget.Id == id ? plan : book.Find(id);
        place = plan is null ? place : plan.Number + 1;
        return terms.AreOf(plan, reader) ? plan : null;
    }

    // Periods that an account has dropped, and that open calls still hold something in.
    private Dictionary<BudgetAccount, List<AccountPeriod>> Passed()
    {
        Dictionary<BudgetAccount, List<AccountPeriod>> passed = new(ReferenceEqualityComparer.Instance);
        foreach (Reservation at in _open.Values.SelectMany(open => open.Reservations))
        {
            Add(passed, at.Account, at.Period);
            if (at.Calls is { IsUsed: false } counted)
            {
                Add(passed, at.Account, counted.Period);
            }
        }

        return passed;
    }

    private static void Add(
        Dictionary<BudgetAccount, List<AccountPeriod>> passed,
        BudgetAccount account,
        AccountPeriod period
    )
    {
        if (account.Periods.Contains(period))
        {
            return;
        }

        if (!passed.TryGetValue(account, out List<AccountPeriod>? periods))
        {
            passed.Add(account, periods = []);
        }

        if (!periods.Contains(period))
        {
            periods.Add(period);
        }
    }

    private static void Save(BinaryWriter writer, BudgetAccount account, List<AccountPeriod> passed)
    {
        writer.Write(account.Member);
        writer.Write(account.LastUse);
        int limits = account.Plan.Limits.Length;
        writer.Write((byte)limits);
        AccountPeriod[] periods = [.. account.Periods, .. passed];
        writer.Write(periods.Length);
        foreach (AccountPeriod period in periods)
        {
            writer.Write(period.Start);
            writer.Write(period.FirstCall);
            for (int i = 0; i < limits; i++)
            {
                writer.Write(period.Used(i));
            }
        }

        CountedCall[] calls = [.. account.Calls?.All.Where(call => !call.IsDropped) ?? []];
        writer.Write(calls.Length);
        foreach (CountedCall call in calls)
        {
            Save(writer, call);
        }
    }

    private static void Save(BinaryWriter writer, CountedCall counted)
    {
        writer.Write(counted.Call);
        writer.Write(counted.Since);
        writer.Write(counted.Period.Start);
        writer.Write(counted.IsUsed);
    }

    private static void Save(BinaryWriter writer, Guid id, OpenCall open, Dictionary<BudgetAccount, int> numbers)
    {
        writer.Write(id);
        writer.Write(open.Call);
        writer.Write(open.Hold);
        writer.Write(open.TopUps.Count);
        foreach (CallHold topUp in open.TopUps)
        {
            writer.Write(topUp);
        }

        writer.Write(open.Reservations.Length);
        foreach (Reservation at in open.Reservations)
        {
            writer.Write(numbers[at.Account]);
            writer.Write(at.Period.Start);
            writer.Write(at.Calls is not null);
            if (at.Calls is { } counted)
            {
                Save(writer, counted);
            }
        }
    }

    private BudgetAccount Restore(SavedAccount saved, BudgetPlan plan)
    {
        BudgetAccount account = new(Book.Find(plan.Budget.Id)!, saved.Member) { LastUse = saved.LastUse };
        foreach (AccountPeriod period in saved.Periods)
        {
            account.Restore(period);
        }

        foreach (SavedCall call in saved.Calls)
        {
            (account.Calls ??= new()).Restore(call.In(account));
        }

        Add(account);
        return account;
    }

    private void RestoreOpen(BinaryReader reader, List<BudgetAccount?> numbers)
    {
        Dictionary<(BudgetAccount, SavedCall), CountedCall> forgotten = [];
        for (int calls = reader.ReadInt32(); calls > 0; calls--)
        {
            Guid id = reader.ReadGuid();
            Guid call = reader.ReadGuid();
            CallHold hold = reader.ReadHold();
            CallHold[] topUps = new CallHold[reader.ReadInt32()];
            for (int i = 0; i < topUps.Length; i++)
            {
                topUps[i] = reader.ReadHold();
            }

            List<Reservation> reservations = [];
            for (int at = reader.ReadInt32(); at > 0; at--)
            {
                BudgetAccount? account = numbers[reader.ReadInt32()];
                long start = reader.ReadInt64();
                SavedCall? counted = reader.ReadBoolean() ? SavedCall.Read(reader) : null;
                if (account is not null)
                {
                    CountedCall? count = counted is { } one ? Count(account, one, forgotten) : null;
                    reservations.Add(new(account, account.Kept(start), count));
                }
            }

            RestoreOpen(id, new OpenCall(call, hold, [.. reservations]), topUps);
        }
    }

    // A count that is forgotten already is shared by its open attempts to their end.
    private static CountedCall Count(
        BudgetAccount account,
        SavedCall saved,
        Dictionary<(BudgetAccount, SavedCall), CountedCall> forgotten
    )
    {
        if (account.Calls?.Find(saved) is { } remembered)
        {
            return remembered;
        }

        if (!forgotten.TryGetValue((account, saved), out CountedCall? counted))
        {
            forgotten.Add((account, saved), counted = saved.In(account));
        }

        return counted;
    }

    private void RestoreOpen(Guid id, OpenCall open, CallHold[] topUps)
    {
        if (open.Reservations.Length == 0)
        {
            return;
        }

        foreach (Reservation at in open.Reservations)
        {
            Hold(open.Hold, at);
        }

        _open.Add(id, open);
        foreach (CallHold topUp in topUps)
        {
            TopUp(id, topUp);
        }
    }
}
