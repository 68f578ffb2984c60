using System.Diagnostics;
using System.Globalization;
using TokenLedger.Accounting.Policies;

namespace TokenLedger.Bench;

/// <summary>What ten policy rules cost one call: time and allocated bytes, single thread.</summary>
public static class PolicyBench
{
    private const int Warmup = 50_000;
    private const int Rounds = 200;
    private const int Calls = 5_000;

    private static readonly string[] s_conditions =
    [
        "ai.model like \"*opus*\"",
        "ai.provider not in [\"openai\", \"anthropic\", \"gemini\"]",
        "tags.environment == \"production\" and not has(tags.feature)",
        "ai.max_output_tokens > 64_000 and principal.tenant != \"research\"",
        "agent.depth > 3 or agent.parent_id == \"crawler\"",
        "\"Bash\" in ai.tools and tags.environment == \"production\"",
        "ai.max_cost_usd * 2 > 5.00",
        "starts_with(request.http.path, \"/v1/batches\")",
        "time.hour < 6 and time.weekday >= 6",
        "lower(tags.team) in [\"blocked\", \"suspended\"]",
    ];

    /// <summary>Measures and prints; exit code 0.</summary>
    public static int Run()
    {
        PolicyRule[] rules =
        [
            .. s_conditions.Select(
                (when, i) =>
                    new PolicyRule
                    {
                        Id = $"rule-{i}",
                        Action = PolicyAction.Deny,
                        When = when,
                    }
            ),
        ];
        Console.WriteLine($"{"step", -46} {"ns", 10} {"bytes", 10}");
        Measure("compile ten rules", 20, () => PolicySet.Compile(rules, []).Set!.Rules.Count);
        PolicySet set = PolicySet.Compile(rules, []).Set!;
        Sample input = new();
        Measure("judge a call by ten rules, none speaks", Calls, () => set.Judge(input).Findings.Count);
        PolicySet last = PolicySet.Compile([.. rules, new() { Id = "last", Action = PolicyAction.Warn }], []).Set!;
        Measure("judge it by eleven, the last one warns", Calls, () => last.Judge(input).Findings.Count);
        return 0;
    }

    /// <summary>The best of many short rounds was not interrupted.</summary>
    private static void Measure(string step, int calls, Func<int> call)
    {
        for (int i = 0; i < Math.Max(Warmup / 50, calls); i++)
        {
            call();
        }

        double best = double.MaxValue;
        long bytes = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long began = Stopwatch.GetTimestamp();
            for (int i = 0; i < calls; i++)
            {
                call();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalNanoseconds / calls);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / calls;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{step, -46} {best, 10:0} {bytes, 10}"));
    }

    /// <summary>A call of a coding agent.</summary>
    private sealed class Sample : IPolicyInput
    {
        private readonly string[] _tools = ["Read", "Edit", "Grep", "Write"];
        private readonly DateTimeOffset _at = new(2026, 11, 18, 10, 0, 0, default);

        public PolicyValue Read(InputField field, string? name) =>
            field switch
            {
                InputField.Model => PolicyValue.Of("claude-sonnet-4-5-20250929"),
                InputField.Provider => PolicyValue.Of("anthropic"),
                InputField.Tenant => PolicyValue.Of("alpha"),
                InputField.MaxOutputTokens => PolicyValue.Of(32_000m),
                InputField.AgentDepth => PolicyValue.Of(1m),
                InputField.Tools => PolicyValue.Of(_tools),
                InputField.MaxCostUsd => PolicyValue.Of(0.4821m),
                InputField.HttpPath => PolicyValue.Of("/v1/messages"),
                InputField.Time or InputField.Hour or InputField.Weekday => PolicyTime.Part(field, _at),
                InputField.Tag => PolicyValue.Of(
                    name switch
                    {
                        "environment" => "production",
                        "feature" => "review",
                        _ => null,
                    }
                ),
                _ => PolicyValue.Absent,
            };

        public IReadOnlyList<string> Names(InputField field) => [];
    }
}
