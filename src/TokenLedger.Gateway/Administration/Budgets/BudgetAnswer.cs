using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>The budgets in force.</summary>
/// <param name="Budgets">By name.</param>
/// <param name="Problems">What is kept but could not be put in force; absent when nothing.</param>
public sealed record BudgetsAnswer(IReadOnlyList<BudgetAnswer> Budgets, IReadOnlyList<AdminProblem>? Problems);

/// <summary>A budget in force, who decided it, and how full it is.</summary>
public sealed record BudgetAnswer
{
    /// <summary>The budget, as it can be sent back with PUT.</summary>
    public required BudgetBody Budget { get; init; }

    /// <summary>"configuration" or "runtime".</summary>
    public required string Source { get; init; }

    /// <summary>What If-Match must say for a change of this and no other; the ETag.</summary>
    public required string Revision { get; init; }

    /// <summary>When it was decided at run time.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Who decided it at run time.</summary>
    public string? ChangedBy { get; init; }

    /// <summary>Time-limited changes that hold or will.</summary>
    public IReadOnlyList<BudgetOverrideAnswer>? Overrides { get; init; }

    /// <summary>Accounts with use or holds, the fullest first.</summary>
    public required IReadOnlyList<AccountBody> Accounts { get; init; }

    /// <summary>A budget as it stands now.</summary>
    public static BudgetAnswer Of(BudgetInForce held, ILedger ledger, ControlBook? control, int accounts)
    {
        ArgumentNullException.ThrowIfNull(held);
        ArgumentNullException.ThrowIfNull(ledger);
        IReadOnlyList<BudgetBalance> balances = accounts == 0 ? [] : ledger.Balances(held.Budget.Id, accounts);
        return new()
        {
            Budget = BudgetBody.Of(held.Budget),
            Source = held.Document is null ? BudgetInForce.Configured : "runtime",
            Revision = held.Revision,
            ChangedAt = held.Document?.ChangedAt,
            ChangedBy = held.Document?.Actor,
            Overrides = BudgetOverrideAnswer.Of(held.Budget, control),
            Accounts = [.. balances.Select(AccountBody.Of)],
        };
    }
}

/// <summary>One limit of one account.</summary>
/// <param name="Member">Whose account it is: dimension and value; absent for the only one.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Meter">For tokens: which meter.</param>
/// <param name="Limit">How much may be used, overrides included.</param>
/// <param name="Used">How much was; may exceed the limit, because what was used is always debited.</param>
/// <param name="Held">How much open calls reserve.</param>
/// <param name="Remaining">What is left, 0 or more.</param>
/// <param name="WindowStart">When the window began; absent for a session or all time.</param>
/// <param name="ResetsAt">When it ends; absent for never.</param>
public sealed record AccountBody(
    IReadOnlyDictionary<string, string>? Member,
    string Unit,
    string? Meter,
    string Limit,
    string Used,
    string Held,
    string Remaining,
    DateTimeOffset? WindowStart,
    DateTimeOffset? ResetsAt
)
{
    /// <summary>A balance in this form.</summary>
    public static AccountBody Of(BudgetBalance balance)
    {
        ArgumentNullException.ThrowIfNull(balance);
        return new(
            balance.Member.Count == 0 ? null : balance.Member.ToDictionary(part => part.Key, part => part.Value),
            BudgetNames.Of(balance.Unit),
            balance.Meter,
            Amounts.Text(balance.Limit),
            Amounts.Text(balance.Used),
            Amounts.Text(balance.Held),
            Amounts.Text(Math.Max(0, balance.Limit - balance.Used - balance.Held)),
            balance.WindowStart,
            balance.ResetsAt
        );
    }
}
