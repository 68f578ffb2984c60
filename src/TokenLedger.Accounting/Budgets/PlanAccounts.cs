namespace TokenLedger.Accounting.Budgets;

/// <summary>The accounts of one budget: one, or one for each member, made when it is first used.</summary>
internal sealed class PlanAccounts
{
    private BudgetAccount? _only;
    private Dictionary<string, BudgetAccount>? _members;

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
