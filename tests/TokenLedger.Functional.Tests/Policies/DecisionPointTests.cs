using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting.Policies;
using TokenLedger.Functional.Tests.Clients;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway.Policies;
using static TokenLedger.Functional.Tests.Policies.PolicyBench;

namespace TokenLedger.Functional.Tests.Policies;

public sealed class DecisionPointTests
{
    private static readonly TimeSpan s_patient = TimeSpan.FromMinutes(1);

    private static Task<PolicyBench> StartAsync(StubDecisionPoint point, DecisionQuestion question) =>
        PolicyBench.StartAsync(
            new PolicyOptions
            {
                Rules = [Rule("ask", PolicyAction.Ask) with { Question = question }],
                DecisionPoint = new(point.Address),
            }
        );

    [Theory]
    [InlineData("tokenledger/yes", false, 200)]
    [InlineData("tokenledger/no", false, 403)]
    [InlineData("tokenledger/nothing", false, 403)]
    [InlineData("tokenledger/nothing", true, 200)]
    public async Task A_boolean_decides_and_undefined_denies_unless_configured(string path, bool undefined, int status)
    {
        await using StubDecisionPoint point = await StubDecisionPoint.StartAsync();
        await using PolicyBench bench = await StartAsync(
            point,
            new(path)
            {
                Timeout = s_patient,
                AllowUndefined = undefined,
                AllowOnError = !undefined,
            }
        );
        Received answer = await bench.ChatAsync();
        Assert.Equal(status, answer.Status);
        Assert.Equal(1, point.Asked);
    }

    [Fact]
    public async Task A_decision_object_sets_model_and_limit_warns_and_is_recorded_with_its_id_and_revision()
    {
        await using StubDecisionPoint point = await StubDecisionPoint.StartAsync();
        await using PolicyBench bench = await StartAsync(point, new("tokenledger/request") { Timeout = s_patient });
        Received answer = await bench.ChatAsync(("X-TokenLedger-Feature", "search"), ("Cookie", "secret=1"));
        Assert.Equal(200, answer.Status);
        Assert.Equal("ask", answer.Headers["X-TokenLedger-Policy-Warning"]);
        Assert.Contains("\"gpt-4.1-nano\"", bench.Forwarded, StringComparison.Ordinal);
        Assert.Contains("\"max_completion_tokens\":77", bench.Forwarded, StringComparison.Ordinal);
        LedgerEntry entry = await bench.AuthorizationAsync(answer);
        Assert.Equal("5f1e", entry.Text("policy_decision"));
        Assert.EndsWith(",opa:r7", entry.Text("policy_revision")!, StringComparison.Ordinal);

        JsonElement input = point.Input;
        Assert.Equal("gpt-4o-mini", input.GetProperty("ai").GetProperty("model").GetString());
        Assert.Equal("search", input.GetProperty("tags").GetProperty("feature").GetString());
        Assert.Equal(
            "/v1/chat/completions",
            input.GetProperty("request").GetProperty("http").GetProperty("path").GetString()
        );
        decimal most = decimal.Parse(
            input.GetProperty("ai").GetProperty("max_cost_usd").GetString()!,
            CultureInfo.InvariantCulture
        );
        Assert.True(most > 0);
        Assert.DoesNotContain(Ask.Key, input.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", input.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reasons_of_a_denial_reach_the_caller()
    {
        await using StubDecisionPoint point = await StubDecisionPoint.StartAsync();
        await using PolicyBench bench = await StartAsync(point, new("tokenledger/request") { Timeout = s_patient });
        Received answer = await bench.ChatAsync(("X-TokenLedger-Environment", "production"));
        Assert.Equal(403, answer.Status);
        Assert.Contains("not in production", answer.Text, StringComparison.Ordinal);
        Assert.Empty(bench.Provider.Requests);
    }

    public static TheoryData<string, int, string> Failures() =>
        new()
        {
            {
                "malformed request",
                400,
                """{"code":"invalid_parameter","message":"body contains malformed input document"}"""
            },
            {
                "evaluation error",
                500,
                """{"code":"internal_error","message":"error(s) occurred while evaluating query","errors":[{"code":"eval_conflict_error"}]}"""
            },
            { "not found", 404, """{"code":"resource_not_found"}""" },
            { "garbage", 200, "<html>" },
            { "an array", 200, "[]" },
            { "a number", 200, """{"result":1}""" },
            { "null", 200, """{"result":null}""" },
            { "neither allow nor deny", 200, """{"result":{"warn":[]}}""" },
            { "allow of another type", 200, """{"result":{"allow":"yes"}}""" },
            { "deny of another type", 200, """{"result":{"allow":true,"deny":"x"}}""" },
            { "a limit of 0", 200, """{"result":{"allow":true,"set":{"max_output_tokens":0}}}""" },
            { "too large", 200, "{\"result\":true,\"x\":\"" + new string('x', 70_000) + "\"}" },
        };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task What_is_no_decision_fails_closed_or_open_as_the_rule_says(string what, int status, string body)
    {
        await using StubDecisionPoint point = await StubDecisionPoint.StartAsync();
        point.Instead = http => StubDecisionPoint.WriteAsync(http, status, body);
        foreach (bool open in new[] { false, true })
        {
            await using PolicyBench bench = await StartAsync(
                point,
                new("p") { Timeout = s_patient, AllowOnError = open }
            );
            Received answer = await bench.ChatAsync();
            Assert.True(answer.Status == (open ? 200 : 403), what);
        }
    }

    [Fact]
    public async Task A_reset_connection_and_one_that_is_refused_are_no_decision()
    {
        StubDecisionPoint point = await StubDecisionPoint.StartAsync();
        point.Instead = http =>
        {
            http.Abort();
            return Task.CompletedTask;
        };
        await using PolicyBench closed = await StartAsync(point, new("p") { Timeout = s_patient });
        await using PolicyBench open = await StartAsync(point, new("p") { Timeout = s_patient, AllowOnError = true });
        Assert.Contains("the connection failed", (await closed.ChatAsync()).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await open.ChatAsync()).Status);
        await point.DisposeAsync();
        Assert.Equal(403, (await closed.ChatAsync()).Status);
        Assert.Equal(200, (await open.ChatAsync()).Status);
    }

    [Fact]
    public async Task A_decision_point_that_hangs_holds_a_call_no_longer_than_its_timeout()
    {
        await using StubDecisionPoint point = await StubDecisionPoint.StartAsync();
        point.Instead = point.HangAsync;
        await using PolicyBench bench = await StartAsync(point, new("p"));
        Received answer = await bench.ChatAsync();
        Assert.Equal(403, answer.Status);
        Assert.Contains("no answer within 50 ms", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_pure_rule_s_answers_are_remembered_and_only_for_equal_inputs()
    {
        await using StubDecisionPoint point = await StubDecisionPoint.StartAsync();
        await using PolicyBench pure = await StartAsync(
            point,
            new("tokenledger/request") { Timeout = s_patient, Pure = true }
        );
        await pure.ChatAsync();
        await pure.ChatAsync();
        Assert.Equal(1, point.Asked);
        await pure.ChatAsync(("X-TokenLedger-Environment", "production"));
        Assert.Equal(2, point.Asked);
        await using PolicyBench impure = await StartAsync(point, new("tokenledger/request") { Timeout = s_patient });
        await impure.ChatAsync();
        await impure.ChatAsync();
        Assert.Equal(4, point.Asked);
    }

    [Fact]
    public async Task The_decision_point_of_these_tests_is_one_to_the_official_client()
    {
        await using StubDecisionPoint point = await StubDecisionPoint.StartAsync();
        string? told = await NodeClients.RunAsync("opa", point.Address, TestContext.Current.CancellationToken);
        Assert.SkipWhen(told is null, "node and npm are not installed: the npm client is not tested.");
        Dictionary<string, JsonElement> received = JsonElement
            .Parse(told)
            .EnumerateArray()
            .ToDictionary(
                call => call.GetProperty("name").GetString()![4..],
                call => call.TryGetProperty("received", out JsonElement value) ? value : default
            );
        Assert.True(received["true"].GetBoolean());
        Assert.False(received["false"].GetBoolean());
        Assert.True(received["allowed"].GetProperty("allow").GetBoolean());
        Assert.Equal("gpt-4.1-nano", received["allowed"].GetProperty("set").GetProperty("model").GetString());
        Assert.Equal("not in production", received["denied"].GetProperty("deny")[0].GetString());
        Assert.True(received["undefined"].ValueKind == JsonValueKind.True, received["undefined"].GetRawText());
        Assert.True(received["error"].TryGetProperty("error", out _), received["error"].GetRawText());
    }
}
