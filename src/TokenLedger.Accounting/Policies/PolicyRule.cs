namespace TokenLedger.Accounting.Policies;

/// <summary>One rule: for which calls it speaks, and what it says.</summary>
public sealed record PolicyRule
{
    /// <summary>Longest message, in characters.</summary>
    public const int LongestMessage = 500;

    /// <summary>Its name: 1 to 64 of a–z, 0–9, '.', '_' and '-', unique.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for, for people.</summary>
    public string? Description { get; init; }

    /// <summary>The condition under which it speaks (docs/policies.md); null for every call.</summary>
    public string? When { get; init; }

    /// <summary>What it says.</summary>
    public required PolicyAction Action { get; init; }

    /// <summary>What the caller is told, and what to do about it; null for a sentence of our own.</summary>
    public string? Message { get; init; }

    /// <summary>Only record what it would have done.</summary>
    public bool DryRun { get; init; }

    /// <summary>For <see cref="PolicyAction.SetModel"/>: the model that is asked instead.</summary>
    public string? Model { get; init; }

    /// <summary>For <see cref="PolicyAction.CapOutput"/>: most output tokens, from 1.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>For <see cref="PolicyAction.Redact"/>: which patterns, by name; empty means all of them.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>For <see cref="PolicyAction.Ask"/>: what is asked, and what counts when there is no answer.</summary>
    public DecisionQuestion? Question { get; init; }

    /// <summary>
    /// For <see cref="PolicyAction.Deny"/>: parts of the attribution ("feature", "tag:team") any of which must be missing
    /// for the rule to speak. Empty asks for none.
    /// </summary>
    public IReadOnlyList<string> Needs { get; init; } = [];
}

/// <summary>What a rule says about the calls it speaks of.</summary>
public enum PolicyAction
{
    /// <summary>Later rules are not asked; what earlier ones said stands.</summary>
    Allow,

    /// <summary>The call is refused.</summary>
    Deny,

    /// <summary>The call goes on with a warning.</summary>
    Warn,

    /// <summary>The call is refused unless an administrator has approved such calls.</summary>
    RequireApproval,

    /// <summary>Another model is asked.</summary>
    SetModel,

    /// <summary>The output is limited.</summary>
    CapOutput,

    /// <summary>Patterns in the prompt are replaced before it is forwarded.</summary>
    Redact,

    /// <summary>An external decision point (OPA) is asked.</summary>
    Ask,
}

/// <summary>A question to an external decision point.</summary>
/// <param name="Path">The path of the rule asked, below /v1/data ("tokenledger/request").</param>
public sealed record DecisionQuestion(string Path)
{
    /// <summary>Longest wait for an answer. Default 50 ms, which suits a decision point on the same machine.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether a call goes on when nothing at that path is defined for it. Default false.</summary>
    public bool AllowUndefined { get; init; }

    /// <summary>Whether a call goes on when there is no answer, or none that can be read. Default false.</summary>
    public bool AllowOnError { get; init; }

    /// <summary>Whether equal inputs always get equal answers, so that an answer may be remembered. Default false.</summary>
    public bool Pure { get; init; }
}
