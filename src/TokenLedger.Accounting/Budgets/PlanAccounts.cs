namespace TokenLedger.Accounting.Budgets;

/// <summary>The accounts of one budget: one, or one for each member, made when it is first used.</summary>
internal sealed class PlanAccounts
{
    /// <summary>Looking through all accounts of a full budget takes a moment, so it is done once in this time, in ticks.</summary>
    private const long BetweenSweeps = TimeSpan.TicksPerMinute;

    private BudgetAccount? _only;
    private Dictionary<string, BudgetAccount>? _members;
    private long _nextSweep = long.MinValue;

    /// <summary>How many there are.</summary>
    public int Count => (_only is null ? 0 : 1) + (_members?.Count ?? 0);

    /// <summary>The member under which those without an account are counted.</summary>
    public static string OthersOf(BudgetPlan plan) =>
        ScopeValues.Of([.. Enumerable.Repeat("(others)", plan.Per.Length)]);

    /// <summary>Whether it is time to look for accounts that have passed.</summary>
    public bool MayBeSwept(long now)
    {
        if (now < _nextSweep)
        {
            return false;
        }

        _nextSweep = now + BetweenSweeps;
        return true;
    }

    public BudgetAccount? Find(string member) =>
        _only is { } only && only.Member == member ? only : _members?.GetValueOrDefault(member);

    public void Add(BudgetAccount account)
    {
        if (_only is null && _members is null)
        {
            _only = account;
            return;
        }

        _members ??= new(StringComparer.Ordinal);
        _members.Add(account.Member, account);
    }

    public void Remove(BudgetAccount account)
    {
        if (ReferenceEquals(_only, account))
        {
            _only = null;
        }
        else
        {
            _members?.Remove(account.Member);
        }
    }

    /// <summary>All of them.</summary>
    public IEnumerable<BudgetAccount> All =>
        _only is { } only
            ? (_members?.Values ?? Enumerable.Empty<BudgetAccount>()).Prepend(only)
            : _members?.Values ?? Enumerable.Empty<BudgetAccount>();
}
