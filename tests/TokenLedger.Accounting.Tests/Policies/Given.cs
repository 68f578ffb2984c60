using System.Text.Json;
using TokenLedger.Accounting.Policies;
using TokenLedger.Accounting.Policies.Conditions;

namespace TokenLedger.Accounting.Tests.Policies;

/// <summary>Inputs and rules for tests.</summary>
internal static class Given
{
    public const string Call = """
        {
          "request": {"http": {"method": "POST", "path": "/v1/messages", "headers": {"user-agent": "claude-cli/2.0"}}},
          "client_ip": "127.0.0.1",
          "principal": {"key_id": "k_ab12", "tenant": "alpha", "user_id": "u1", "roles": ["dev"]},
          "ai": {"provider": "anthropic", "model": "claude-sonnet-4-5", "operation": "chat", "stream": true,
                 "max_output_tokens": 4096, "estimated_input_tokens": 1200, "estimated_cost_usd": "0.0651",
                 "tools": ["Bash", "Edit"], "modalities": ["text"]},
          "agent": {"id": "code-reviewer", "session_id": "s1", "depth": 1, "task": "Review"},
          "tags": {"feature": "review", "environment": "production", "cost center": "42"},
          "budget": {"daily": {"limit_usd": "50", "spent_usd": "12.5"}},
          "time": "2026-11-21T10:00:00Z"
        }
        """;

    public static JsonInput Input(string json = Call)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return JsonInput.Read(document.RootElement).Input;
    }

    public static bool Holds(string condition, string json = Call) => Compiled(condition).Holds(Input(json));

    public static Condition Compiled(string condition)
    {
        (Condition? compiled, ConditionProblem? problem) = Condition.Parse(condition);
        return compiled ?? throw new InvalidOperationException(problem!.ToString());
    }

    public static string Problem(string condition) => Condition.Parse(condition).Problem!.ToString();

    public static PolicySet Set(params PolicyRule[] rules)
    {
        (PolicySet? set, IReadOnlyList<PolicyProblem> problems) = PolicySet.Compile(rules, ["email"]);
        return set ?? throw new InvalidOperationException(string.Join("; ", problems));
    }

    public static PolicyRule Rule(string id, PolicyAction action, string? when = null) =>
        new()
        {
            Id = id,
            Action = action,
            When = when,
        };
}
