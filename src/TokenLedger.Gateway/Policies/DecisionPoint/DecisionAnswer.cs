namespace TokenLedger.Gateway.Policies.DecisionPoint;

/// <summary>What a decision point decided.</summary>
internal sealed record DecisionAnswer
{
    /// <summary>Whether the call may go on, as far as the answer itself says.</summary>
    public required bool Allowed { get; init; }

    /// <summary>Why not.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>What is worth a word although the call goes on.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The model to ask instead.</summary>
    public string? Model { get; init; }

    /// <summary>Most output tokens.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>Whether the prompt must be redacted.</summary>
    public bool Redact { get; init; }

    /// <summary>Whether an administrator must have approved.</summary>
    public bool RequireApproval { get; init; }

    /// <summary>The decision's id.</summary>
    public string? DecisionId { get; init; }

    /// <summary>The revision of the policies that decided.</summary>
    public string? Revision { get; init; }

    /// <summary>Why there is no decision ("undefined", "timeout", …); null when there is one.</summary>
    public string? Failure { get; init; }
}
