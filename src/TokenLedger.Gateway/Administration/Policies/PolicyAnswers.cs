using System.Text.Json;
using System.Text.Json.Serialization;
using TokenLedger.Accounting.Policies;
using TokenLedger.Gateway.Policies;
using TokenLedger.Gateway.Policies.Approvals;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Policies;

/// <summary>The rules in force, in their order.</summary>
/// <param name="Revision">The digest that entries have; null without rules.</param>
/// <param name="Policies">The rules.</param>
internal sealed record PoliciesAnswer(string? Revision, IReadOnlyList<PolicyAnswer> Policies);

/// <summary>One rule.</summary>
/// <param name="Source">configuration or runtime.</param>
/// <param name="ChangedAt">When it was set; null for a configured one.</param>
/// <param name="ChangedBy">Who set it.</param>
/// <param name="Policy">What it says, named as in configuration.</param>
internal sealed record PolicyAnswer(string Source, DateTimeOffset? ChangedAt, string? ChangedBy, JsonElement Policy)
{
    /// <summary>A rule in force, with who decided it.</summary>
    public static PolicyAnswer Of(PolicyRule rule, ControlDocument? document)
    {
        using JsonDocument json = JsonDocument.Parse(RuleJson.Write(rule));
        return new(
            document is null ? "configuration" : "runtime",
            document?.ChangedAt,
            document?.Actor,
            json.RootElement.Clone()
        );
    }
}

/// <summary>The approvals that hold.</summary>
/// <param name="Approvals">The approvals, those that end first first.</param>
internal sealed record ApprovalsAnswer(IReadOnlyList<ApprovalAnswer> Approvals);

/// <summary>One approval.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Policy">The rule that asked for it.</param>
/// <param name="When">For which calls; null for all that the rule stops.</param>
/// <param name="Tenant">The only tenant it holds for; null for all.</param>
/// <param name="ExpiresAt">When it ends, UTC.</param>
/// <param name="Reason">Why.</param>
/// <param name="Author">Who approved.</param>
internal sealed record ApprovalAnswer(
    string Id,
    string Policy,
    string? When,
    string? Tenant,
    DateTimeOffset ExpiresAt,
    string Reason,
    string? Author
)
{
    public static ApprovalAnswer Of(Approval approval, ControlDocument? document) =>
        new(
            approval.Id,
            approval.Rule,
            approval.When,
            approval.Tenant,
            approval.ExpiresAt,
            approval.Reason,
            document?.Actor
        );
}

/// <summary>An approval that is asked for.</summary>
internal sealed record ApprovalBody
{
    /// <summary>The rule.</summary>
    public string? Policy { get; init; }

    /// <summary>For which calls; without it all that the rule stops.</summary>
    public string? When { get; init; }

    /// <summary>The only tenant it shall hold for.</summary>
    public string? Tenant { get; init; }

    /// <summary>When it ends, UTC; or how long it holds.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How long it holds, in seconds, where no end is given.</summary>
    public long? Seconds { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>JSON of these routes: snake_case, absent rather than null, nothing unknown.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(PoliciesAnswer))]
[JsonSerializable(typeof(PolicyAnswer))]
[JsonSerializable(typeof(ApprovalsAnswer))]
[JsonSerializable(typeof(ApprovalAnswer))]
[JsonSerializable(typeof(ApprovalBody))]
[JsonSerializable(typeof(JsonDocument))]
internal sealed partial class PolicyJson : JsonSerializerContext;
