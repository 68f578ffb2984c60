using TokenLedger.Accounting.Policies;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Policies.DecisionPoint;

namespace TokenLedger.Gateway.Policies;

/// <summary>How a policy says no: 403, and no SDK may try again.</summary>
internal static class PolicyRefusals
{
    /// <summary>The flag of a call whose prompt was changed.</summary>
    public const string RedactedFlag = "redacted";

    /// <summary>A rule denies the call.</summary>
    public static Refusal Denied(PolicyFinding finding)
    {
        Refusal refusal = Refuse("policy_denied", finding.Message, finding);
        return finding.Missing.Count == 0
            ? refusal
            : refusal with
            {
                Details = [.. refusal.Details, new("missing", string.Join(", ", finding.Missing))],
            };
    }

    /// <summary>The decision point denies it, or there is no decision and the rule fails closed.</summary>
    public static Refusal Denied(PolicyFinding finding, DecisionAnswer answer)
    {
        string message = answer.Failure switch
        {
            null when answer.Reasons.Count > 0 => string.Join("; ", answer.Reasons),
            null => finding.Message,
            "undefined" => $"Policy \"{finding.Rule.Id}\" is not defined for this call, so it is not allowed.",
            string why => $"Policy \"{finding.Rule.Id}\" could not be asked ({why}), so the call is not allowed.",
        };
        Refusal refusal = Refuse("policy_denied", message, finding);
        return answer.DecisionId is null
            ? refusal
            : refusal with
            {
                Details = [.. refusal.Details, new("decision", answer.DecisionId)],
            };
    }

    /// <summary>An administrator must approve first.</summary>
    public static Refusal ApprovalRequired(PolicyFinding finding) =>
        Refuse(
            "approval_required",
            (
                finding.Rule.Message
                ?? $"Policy \"{finding.Rule.Id}\" wants an administrator's approval for calls like this."
            ) + " Ask for one, then send the call again.",
            finding
        );

    /// <summary>A rule changes the request, which cannot be done; unchanged it may not pass.</summary>
    public static Refusal Unchangeable(PolicyFinding finding, string obstacle) =>
        Refuse(
            "policy_denied",
            $"Policy \"{finding.Rule.Id}\" changes this request before it is forwarded, which cannot be done: {obstacle}.",
            finding
        );

    /// <summary>A rule sets a model that the caller's key or tenant may not use.</summary>
    public static Refusal NotForCaller(PolicyFinding finding, string model) =>
        Refuse(
            "policy_denied",
            $"Policy \"{finding.Rule.Id}\" sends this call to model \"{model}\", which its key or tenant may not use. Ask "
                + "who administers them.",
            finding
        );

    private static Refusal Refuse(string code, string message, PolicyFinding finding) =>
        new(403, "permission_error", code, message)
        {
            ShouldRetry = false,
            Subject = finding.Subject,
            Details = [new("policy", finding.Rule.Id)],
        };
}
