using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Alerts.Recognising;

/// <summary>
/// Budgets that warned or refused, with their figures. An entry names the budget only; which account it was follows from
/// the entry's attribution, and its figures are looked up, at most every few seconds.
/// </summary>
internal sealed class BudgetAccounts(ILedger ledger, TimeProvider time)
{
    /// <summary>Most accounts of one budget that are looked at, the fullest.</summary>
    private const int MostAccounts = 1000;

    /// <summary>How old figures may be: a budget may have very many accounts, and warn very often.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, IReadOnlyList<BudgetBalance>> _balances = new(StringComparer.Ordinal);
    private DateTimeOffset _since;

    /// <summary>The alert of a call that a budget refused.</summary>
    public FoundAlert Exceeded(Entry entry)
    {
        string id = IdOf(entry.Subject ?? "budget:unknown");
        (string member, BudgetBalance? balance) = Account(id, entry);
        string message = entry.Reason ?? $"Budget {BudgetText.Name(id, member)} has refused a call.";
        return Found(AlertType.BudgetExceeded, id, member, message, balance, entry);
    }

    /// <summary>The alert of a call that went on although a budget is near its limit, or past it and only warns.</summary>
    public FoundAlert Warned(Entry entry, string warning)
    {
        string id = IdOf(warning);
        (string member, BudgetBalance? balance) = Account(id, entry);
        string message = balance is null
            ? $"Budget {BudgetText.Name(id, member)} is near its limit."
            : $"Budget {BudgetText.Name(id, member)}: {BudgetText.Figures(balance)}.";
        return Found(AlertType.BudgetWarning, id, member, message, balance, entry);
    }

    private static FoundAlert Found(
        AlertType type,
        string id,
        string member,
        string message,
        BudgetBalance? balance,
        Entry entry
    ) =>
        new(type, $"budget:{id}", message)
        {
            Member = member,
            Details = BudgetText.Details(id, member, balance).Add("api_key_hash", entry.Attribution.Key).Done(),
        };

    /// <summary>The id in "budget:ID", whatever may follow it.</summary>
    private static string IdOf(string text)
    {
        string[] parts = text.Split(':', 3);
        return parts.Length > 1 ? parts[1] : text;
    }

    private (string Member, BudgetBalance? Balance) Account(string id, Entry entry)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (now - _since > s_fresh)
        {
            _balances.Clear();
            _since = now;
        }

        if (!_balances.TryGetValue(id, out IReadOnlyList<BudgetBalance>? all))
        {
            _balances[id] = all = ledger.Balances(id, MostAccounts);
        }

        BudgetBalance? fullest = null;
        foreach (BudgetBalance balance in all)
        {
            bool isIts = balance.Member.All(part => part.Value == EntryDimension.Of(entry, part.Key));
            if (isIts && (fullest is null || BudgetText.Share(balance) > BudgetText.Share(fullest)))
            {
                fullest = balance;
            }
        }

        // Also an account too small to be among those looked at is told apart: all accounts have the same dimensions.
        IEnumerable<string> dimensions =
            (fullest ?? (all.Count > 0 ? all[0] : null))?.Member.Select(part => part.Key) ?? [];
        string member = BudgetText.Member(
            dimensions.Select(dimension => KeyValuePair.Create(dimension, EntryDimension.Of(entry, dimension)))
        );
        return (member, fullest);
    }
}
