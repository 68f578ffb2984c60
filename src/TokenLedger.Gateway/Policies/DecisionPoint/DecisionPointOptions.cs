namespace TokenLedger.Gateway.Policies.DecisionPoint;

/// <summary>Where the external decision point is: an Open Policy Agent, or what speaks its REST API.</summary>
/// <param name="Address">Its base address ("http://127.0.0.1:8181").</param>
public sealed record DecisionPointOptions(Uri Address)
{
    /// <summary>Its bearer token; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>The budgets whose figures are sent along, by id.</summary>
    public IReadOnlyList<string> Budgets { get; init; } = [];

    /// <summary>How long an answer to a pure question may be remembered. Default 30 seconds.</summary>
    public TimeSpan Remember { get; init; } = TimeSpan.FromSeconds(30);
}
