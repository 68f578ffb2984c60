using static TokenLedger.Accounting.Policies.PolicyType;

namespace TokenLedger.Accounting.Policies;

/// <summary>Every field of the input document: conditions, documents, replay and the documentation use this one table.</summary>
public static class PolicyFields
{
    /// <summary>Request headers that rules may read, in small letters. No credential is among them.</summary>
    public static IReadOnlyList<string> Headers { get; } =
    [
        "accept",
        "anthropic-beta",
        "anthropic-version",
        "content-encoding",
        "content-type",
        "openai-beta",
        "originator",
        "user-agent",
        "x-app",
        "x-stainless-lang",
        "x-stainless-package-version",
        "x-stainless-retry-count",
        "x-stainless-runtime",
    ];

    /// <summary>All of them, in the order of <see cref="InputField"/>.</summary>
    public static IReadOnlyList<PolicyField> All { get; } =
    [
        new(InputField.HttpMethod, "request.http.method", Text, "The method (\"POST\")."),
        new(InputField.HttpPath, "request.http.path", Text, "The path as it came, without the query."),
        new(InputField.HttpHeader, "request.http.headers.<name>", Text, "A request header; only those listed below."),
        new(InputField.ClientIp, "client_ip", Text, "The address of the caller's connection."),
        new(InputField.KeyId, "principal.key_id", Text, "The virtual key, or the fingerprint of the provider key."),
        new(InputField.Tenant, "principal.tenant", Text, "The tenant."),
        new(InputField.UserId, "principal.user_id", Text, "The human."),
        new(
            InputField.Roles,
            "principal.roles",
            List,
            "\"virtual_key\" for a caller with one, \"provider_key\" for one with a provider's; else empty."
        ),
        new(InputField.Provider, "ai.provider", Text, "Whose rates price the call (\"anthropic\")."),
        new(InputField.Upstream, "ai.upstream", Text, "The configured upstream."),
        new(InputField.Model, "ai.model", Text, "The model asked for, or the one a deployment stands for."),
        new(InputField.Api, "ai.api", Text, "Dialect and operation as entries have them (\"openai.chat\")."),
        new(
            InputField.Operation,
            "ai.operation",
            Text,
            "chat, text_completion, embeddings, or the dialect's own word."
        ),
        new(
            InputField.Billable,
            "ai.billable",
            PolicyType.Boolean,
            "Whether the provider may bill it: false for listings and the like."
        ),
        new(InputField.Stream, "ai.stream", PolicyType.Boolean, "Whether a stream is asked for."),
        new(
            InputField.MaxOutputTokens,
            "ai.max_output_tokens",
            Number,
            "Most output tokens the caller allows; absent without a limit."
        ),
        new(
            InputField.EstimatedInputTokens,
            "ai.estimated_input_tokens",
            Number,
            "Prompt tokens, estimated from the body."
        ),
        new(
            InputField.EstimatedCostUsd,
            "ai.estimated_cost_usd",
            Number,
            "USD of that prompt with the whole output allowed; absent when unpriced."
        ),
        new(
            InputField.MaxCostUsd,
            "ai.max_cost_usd",
            Number,
            "USD the call cannot exceed: what a strict budget holds; absent when unpriced."
        ),
        new(InputField.Tools, "ai.tools", List, "The names of the tools offered, at most 256."),
        new(
            InputField.ToolCount,
            "ai.tool_count",
            Number,
            "How many tools are offered; absent when the request has none."
        ),
        new(InputField.Modalities, "ai.modalities", List, "text, image, audio, video, file: what the prompt holds."),
        new(InputField.ServiceTier, "ai.service_tier", Text, "The tier asked for (\"flex\", \"priority\")."),
        new(InputField.AgentId, "agent.id", Text, "The calling agent."),
        new(InputField.AgentParentId, "agent.parent_id", Text, "The agent that started it."),
        new(InputField.AgentRootId, "agent.root_id", Text, "The agent at the root of the tree."),
        new(
            InputField.AgentDepth,
            "agent.depth",
            Number,
            "0 for an agent that no other started, 1 for one that the root started; absent where one call cannot tell."
        ),
        new(InputField.SessionId, "agent.session_id", Text, "The session."),
        new(InputField.Task, "agent.task", Text, "The task."),
        new(InputField.Step, "agent.step", Text, "The step."),
        new(InputField.Tag, "tags.<name>", Text, "feature, environment, project, cost_center, or a free tag."),
        new(
            InputField.Claimed,
            "claimed",
            List,
            "The parts of the attribution that only the caller's word supports, as entries name them."
        ),
        new(
            InputField.BudgetLimitUsd,
            "budget.<name>.limit_usd",
            Number,
            "USD the budget allows the account this call belongs to."
        ),
        new(InputField.BudgetSpentUsd, "budget.<name>.spent_usd", Number, "USD used in its window."),
        new(InputField.BudgetHeldUsd, "budget.<name>.held_usd", Number, "USD reserved by open calls."),
        new(
            InputField.BudgetRemainingUsd,
            "budget.<name>.remaining_usd",
            Number,
            "USD left: limit less spent less held."
        ),
        new(
            InputField.BudgetUsedPercent,
            "budget.<name>.used_percent",
            Number,
            "Spent and held in percent of the limit, of its fullest limit."
        ),
        new(InputField.BudgetTokens, "budget.<name>.tokens", Number, "Tokens used, where the budget counts them."),
        new(InputField.BudgetCalls, "budget.<name>.calls", Number, "Calls made, where the budget counts them."),
        new(InputField.Time, "time", Text, "When the request arrived, UTC (\"2026-11-21T10:00:00Z\")."),
        new(InputField.Hour, "time.hour", Number, "Hour of the day, UTC, 0 to 23."),
        new(InputField.Weekday, "time.weekday", Number, "Day of the week, UTC: 1 is Monday, 7 Sunday."),
    ];

    /// <summary>The row of a field.</summary>
    public static PolicyField Of(InputField id) => All[(int)id];

    /// <summary>The field that a path names; null when there is none.</summary>
    /// <param name="steps">The names between the dots.</param>
    public static FieldReference? Find(IReadOnlyList<string> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        foreach (PolicyField field in All)
        {
            if (Fits(field, steps, out string? name))
            {
                return new(field, name);
            }
        }

        return null;
    }

    private static bool Fits(PolicyField field, IReadOnlyList<string> steps, out string? name)
    {
        name = null;
        if (field.Steps.Count != steps.Count)
        {
            return false;
        }

        for (int i = 0; i < steps.Count; i++)
        {
            if (field.Steps[i] == PolicyField.FreeName)
            {
                name = steps[i];
            }
            else if (field.Steps[i] != steps[i])
            {
                return false;
            }
        }

        return true;
    }
}
