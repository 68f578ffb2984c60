using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Calls;

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

    /// <summary>Whether it covers a call.</summary>
    public bool Covers(InferenceCall call) =>
        _scope.Covers(call)
        && (
            _credential?.Fits(CallerCredential.Of(call.Http.Request.Headers, call.Http.Request.QueryString.Value ?? ""))
            != false
        );

    /// <summary>By what the call is counted.</summary>
    public string MemberOf(InferenceCall call) => _scope.MemberOf(call);

    /// <summary>A member for people.</summary>
    public string Describe(string member) => _scope.Describe(member);
}
