using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Attribution;

namespace TokenLedger.Gateway.Limits;

/// <summary>A limit in force, with the accounts of its allowances.</summary>
/// <param name="limit">What it says.</param>
/// <param name="accounts">A table for each allowance, in their order.</param>
internal sealed class LimitRow(RateLimit limit, LimitAccounts[] accounts)
{
    private readonly CallScope _scope = new(limit.Scope, limit.Per);
    private readonly ScopePattern? _credential = limit.CredentialPattern is { } text ? new(text) : null;

    /// <summary>What it says.</summary>
    public RateLimit Limit { get; } = limit;

    /// <summary>A table for each allowance, in their order.</summary>
    public LimitAccounts[] Accounts { get; } = accounts;

    /// <summary>Whether it is one of AgentLedger's rules, of which the first that fits counts.</summary>
    public bool AsksForCredential => _credential is not null;

    /// <summary>Whether its scope covers a call.</summary>
    public bool Covers(CountedCall call) => _scope.Covers(call);

    /// <summary>Whether its pattern fits the caller's credential; one without a pattern asks for none.</summary>
    public bool FitsCredential(HttpRequest request) =>
        _credential?.Fits(CallerCredential.Of(request.Headers, request.QueryString.Value ?? "")) != false;

    /// <summary>By what the call is counted.</summary>
    public string MemberOf(CountedCall call) => _scope.MemberOf(call);

    /// <summary>A member for people.</summary>
    public string Describe(string member) => _scope.Describe(member);
}
