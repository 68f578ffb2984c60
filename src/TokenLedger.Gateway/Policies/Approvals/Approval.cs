using System.Text.Json;
using TokenLedger.Accounting.Policies;
using TokenLedger.Accounting.Policies.Conditions;

namespace TokenLedger.Gateway.Policies.Approvals;

/// <summary>An administrator's word that calls which a rule stops may pass, for a time.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Rule">The rule that asked for it.</param>
/// <param name="When">For which calls; null for all that the rule stops.</param>
/// <param name="Tenant">The only tenant it holds for; null for all.</param>
/// <param name="ExpiresAt">First instant at which it holds no more, UTC.</param>
/// <param name="Reason">Why.</param>
internal sealed record Approval(
    string Id,
    string Rule,
    string? When,
    string? Tenant,
    DateTimeOffset ExpiresAt,
    string Reason
)
{
    /// <summary>Longest time an approval may hold.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private readonly Condition _condition = Condition.Parse(When ?? "true").Condition ?? Condition.Always;

    /// <summary>Whether it lets a call pass that a rule stops.</summary>
    public bool Covers(string rule, IPolicyInput input, DateTimeOffset now) =>
        Rule == rule
        && now < ExpiresAt
        && (Tenant is null || input.Read(InputField.Tenant, null).Text == Tenant)
        && _condition.Holds(input);

    /// <summary>Its document.</summary>
    public string Write() => JsonSerializer.Serialize(this, ApprovalJson.Default.Approval);

    /// <summary>Reads a document that was written by <see cref="Write"/>; null when it is none.</summary>
    public static Approval? Read(string json)
    {
        try
        {
            Approval? approval = JsonSerializer.Deserialize(json, ApprovalJson.Default.Approval);
            // One that cannot be read approves nothing.
            return approval is not null && Condition.Parse(approval.When ?? "true").Problem is null ? approval : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
