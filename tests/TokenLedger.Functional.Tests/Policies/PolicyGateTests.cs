using System.Text.Json;
using TokenLedger.Accounting.Policies;
using TokenLedger.Functional.Tests.Running;
using static TokenLedger.Functional.Tests.Policies.PolicyBench;

namespace TokenLedger.Functional.Tests.Policies;

public sealed class PolicyGateTests
{
    [Fact]
    public async Task A_denied_call_is_not_forwarded_and_no_sdk_may_try_again()
    {
        await using PolicyBench bench = await StartAsync(
            Rule("no-minis", PolicyAction.Deny, "ai.model like \"*-mini\"") with
            {
                Message = "Use a real model.",
            }
        );
        Received answer = await bench.ChatAsync();
        Assert.Equal(403, answer.Status);
        Assert.Equal("false", answer.Headers["x-should-retry"]);
        JsonElement error = JsonSerializer.Deserialize<JsonElement>(answer.Body).GetProperty("error");
        Assert.Equal("policy_denied", error.GetProperty("code").GetString());
        Assert.Equal("Use a real model.", error.GetProperty("message").GetString());
        Assert.Empty(bench.Provider.Requests);
    }

    [Fact]
    public async Task A_call_that_no_rule_speaks_of_passes_unchanged_and_says_which_rules_judged_it()
    {
        PolicyRule rule = Rule("no-gpt5", PolicyAction.Deny, "ai.model like \"gpt-5*\"");
        await using PolicyBench bench = await StartAsync(rule);
        Received answer = await bench.ChatAsync();
        Assert.Equal(200, answer.Status);
        Assert.Equal(Ask.Chat("hello"), bench.Forwarded);
        LedgerEntry entry = await bench.AuthorizationAsync(answer);
        Assert.Equal(PolicySet.Compile([rule], []).Set!.Revision, entry.Text("policy_revision"));
    }

    [Fact]
    public async Task A_warning_is_told_to_the_caller_and_to_the_ledger()
    {
        await using PolicyBench bench = await StartAsync(
            Rule("dear", PolicyAction.Warn, "ai.max_cost_usd > 0"),
            Rule("trial", PolicyAction.Deny) with
            {
                DryRun = true,
            }
        );
        Received answer = await bench.ChatAsync();
        Assert.Equal(200, answer.Status);
        Assert.Equal("dear", answer.Headers["X-TokenLedger-Policy-Warning"]);
        Assert.Equal(["policy:dear", "policy:trial:dry_run"], Warnings(await bench.AuthorizationAsync(answer)));
    }

    [Fact]
    public async Task Required_attribution_names_the_header_that_is_missing()
    {
        await using PolicyBench bench = await StartAsync(
            Rule("prod", PolicyAction.Deny, "ai.billable and tags.environment == \"production\"") with
            {
                Needs = ["feature"],
            }
        );
        Received without = await bench.ChatAsync(("X-TokenLedger-Environment", "production"));
        Assert.Equal(403, without.Status);
        Assert.Contains("X-TokenLedger-Feature", without.Text, StringComparison.Ordinal);
        Received with = await bench.ChatAsync(
            ("X-TokenLedger-Environment", "production"),
            ("X-TokenLedger-Feature", "search")
        );
        Assert.Equal(200, with.Status);
        Assert.Equal(200, (await bench.ChatAsync()).Status);
    }

    [Fact]
    public async Task A_call_that_wants_approval_passes_once_an_administrator_has_approved_it()
    {
        await using PolicyBench bench = await StartAsync(
            Rule("dear", PolicyAction.RequireApproval, "ai.model like \"gpt*\"")
        );
        Received before = await bench.ChatAsync();
        Assert.Equal(403, before.Status);
        Assert.Contains("approval_required", before.Text, StringComparison.Ordinal);
        (int status, JsonElement approval) = await bench.AdminAsync(
            HttpMethod.Post,
            "/api/v1/approvals",
            """{"policy":"dear","when":"agent.session_id == \"s1\"","seconds":3600,"reason":"release day"}"""
        );
        Assert.Equal(201, status);
        Assert.Equal("local", approval.GetProperty("author").GetString());
        Assert.Equal(200, (await bench.ChatAsync(("X-TokenLedger-Session", "s1"))).Status);
        Assert.Equal(403, (await bench.ChatAsync(("X-TokenLedger-Session", "s2"))).Status);
        (int removed, _) = await bench.AdminAsync(
            HttpMethod.Delete,
            "/api/v1/approvals/" + approval.GetProperty("id").GetString()
        );
        Assert.Equal(204, removed);
        Assert.Equal(403, (await bench.ChatAsync(("X-TokenLedger-Session", "s1"))).Status);
    }

    [Fact]
    public async Task An_approval_must_end_and_say_why_and_all_faults_are_named_at_once()
    {
        await using PolicyBench bench = await StartAsync(Rule("dear", PolicyAction.Deny));
        (int status, JsonElement body) = await bench.AdminAsync(
            HttpMethod.Post,
            "/api/v1/approvals",
            """{"policy":"dear","when":"ai.modle"}"""
        );
        Assert.Equal(400, status);
        string message = body.GetProperty("error").GetProperty("message").GetString()!;
        foreach (string part in new[] { "asks for no approval", "ai.model", "expires_at", "reason" })
        {
            Assert.Contains(part, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_rule_set_at_run_time_takes_the_place_of_a_configured_one_and_survives_a_restart()
    {
        await using PolicyBench bench = await StartAsync(Rule("gate", PolicyAction.Deny));
        Assert.Equal(403, (await bench.ChatAsync()).Status);
        (int set, JsonElement answer) = await bench.AdminAsync(
            HttpMethod.Put,
            "/api/v1/policies/gate",
            """{"action":"warn","when":"ai.stream == false"}"""
        );
        Assert.Equal(200, set);
        Assert.Equal("runtime", answer.GetProperty("source").GetString());
        Assert.Equal(200, (await bench.ChatAsync()).Status);
        await bench.Gateway.RestartAsync();
        Assert.Equal(200, (await bench.ChatAsync()).Status);
        (int removed, JsonElement back) = await bench.AdminAsync(HttpMethod.Delete, "/api/v1/policies/gate");
        Assert.Equal(200, removed);
        Assert.Equal("configuration", back.GetProperty("source").GetString());
        Assert.Equal(403, (await bench.ChatAsync()).Status);
        Assert.Equal(409, (await bench.AdminAsync(HttpMethod.Delete, "/api/v1/policies/gate")).Status);
    }

    [Fact]
    public async Task A_rule_that_is_not_in_order_is_refused_with_everything_that_is_wrong()
    {
        await using PolicyBench bench = await StartAsync();
        (int status, JsonElement body) = await bench.AdminAsync(
            HttpMethod.Put,
            "/api/v1/policies/x",
            """{"action":"set_model","when":"ai.model = 3"}"""
        );
        Assert.Equal(400, status);
        string message = body.GetProperty("error").GetProperty("message").GetString()!;
        Assert.Contains("when: line 1, column 10", message, StringComparison.Ordinal);
        Assert.Contains("model: action set_model needs the model", message, StringComparison.Ordinal);
        Assert.Equal(200, (await bench.ChatAsync()).Status);
    }
}
