using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway.Administration.Budgets;

namespace TokenLedger.Functional.Tests.Control;

/// <summary>AgentLedger's admin routes: its documents, without what it got wrong.</summary>
public sealed class AgentLedgerRoutesTests
{
    private const string Rules = "/api/admin/budgets/rules";
    private const string OneKey = "sk-functional-test-key-3b1f9c";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rule_at_run_time_leaves_the_configured_ones_alone_and_survives_a_restart()
    {
        await using TestGateway gateway = await StartAsync();

        HttpResponseMessage added = await PostAsync(
            gateway,
            """{"api_key_pattern":"sk-ci-*","daily_limit_usd":5,"monthly_limit_usd":0,"soft_limit_pct":0.9,"action":"warn"}"""
        );
        await gateway.RestartAsync();
        JsonElement rules = await GetAsync(gateway, Rules);
        JsonElement status = await GetAsync(gateway, "/api/admin/budgets/status");

        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal("application/json", added.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            """[{"api_key_pattern":"sk-prod-*","daily_limit_usd":20,"monthly_limit_usd":0,"soft_limit_pct":0,"action":"block"},{"api_key_pattern":"sk-ci-*","daily_limit_usd":5,"monthly_limit_usd":0,"soft_limit_pct":0.9,"action":"warn"}]""",
            Normal(rules)
        );
        // What a rule leaves out is the default's, in the figures too.
        Assert.Equal(
            [("sk-prod-*", 20m, 300m, "block"), ("sk-ci-*", 5m, 300m, "warn"), ("(default)", 10m, 300m, "block")],
            status
                .EnumerateArray()
                .Select(row =>
                    (
                        row.GetProperty("pattern").GetString()!,
                        row.GetProperty("daily_limit").GetDecimal(),
                        row.GetProperty("monthly_limit").GetDecimal(),
                        row.GetProperty("action").GetString()!
                    )
                )
        );
    }

    [Fact]
    public async Task Setting_a_rule_again_replaces_it_and_removing_it_brings_the_configured_one_back()
    {
        await using TestGateway gateway = await StartAsync();

        await PostAsync(gateway, """{"api_key_pattern":"sk-prod-*","daily_limit_usd":1}""");
        await PostAsync(gateway, """{"api_key_pattern":"sk-prod-*","daily_limit_usd":2}""");
        JsonElement replaced = await GetAsync(gateway, Rules);
        HttpResponseMessage removed = await DeleteAsync(gateway, "?pattern=sk-prod-*");
        JsonElement back = await GetAsync(gateway, Rules);
        HttpResponseMessage again = await DeleteAsync(gateway, "?pattern=sk-prod-*");
        HttpResponseMessage unknown = await DeleteAsync(gateway, "?pattern=sk-x");
        HttpResponseMessage nothing = await DeleteAsync(gateway, "");

        Assert.Equal(2m, Assert.Single(replaced.EnumerateArray()).GetProperty("daily_limit_usd").GetDecimal());
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(20m, Assert.Single(back.EnumerateArray()).GetProperty("daily_limit_usd").GetDecimal());
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, nothing.StatusCode);
    }

    [Fact]
    public async Task Rules_of_tenants_can_be_removed_and_parallel_edits_lose_none()
    {
        await using TestGateway gateway = await StartAsync();

        await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => PostAsync(gateway, $$"""{"tenant_id":"t{{i}}","daily_limit_usd":1}"""))
        );
        int all = (await GetAsync(gateway, Rules)).GetArrayLength();
        HttpResponseMessage removed = await DeleteAsync(gateway, "?tenant_id=t7");
        JsonElement rest = await GetAsync(gateway, Rules);

        Assert.Equal(17, all);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(16, rest.GetArrayLength());
        Assert.DoesNotContain("\"t7\"", rest.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"daily_limit_usd":1}""")]
    [InlineData("""{"api_key_pattern":"sk-[a","daily_limit_usd":1}""")]
    [InlineData("""{"api_key_pattern":"sk-*","daily_limit_usd":-1}""")]
    [InlineData("""{"api_key_pattern":"sk-*","soft_limit_pct":101}""")]
    [InlineData("""{"api_key_pattern":"sk-*","action":"explode"}""")]
    [InlineData("""{"api_key_pattern":7}""")]
    [InlineData("nonsense")]
    public async Task A_rule_that_is_none_is_refused_with_a_sentence(string rule)
    {
        await using TestGateway gateway = await StartAsync();

        HttpResponseMessage refused = await PostAsync(gateway, rule);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        JsonElement error = JsonDocument.Parse(await refused.Content.ReadAsStringAsync(Cancellation)).RootElement;
        Assert.StartsWith("invalid rule: ", error.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_key_given_as_a_pattern_is_never_written_down_and_can_be_removed_by_it()
    {
        await using TestGateway gateway = await StartAsync();

        HttpResponseMessage added = await PostAsync(
            gateway,
            $$"""{"api_key_pattern":"{{OneKey}}","daily_limit_usd":1}"""
        );
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("hello")));
        JsonElement status = await GetAsync(gateway, "/api/admin/budgets/status");
        HttpResponseMessage removed = await DeleteAsync(gateway, "?pattern=" + OneKey);
        await gateway.StopAsync();

        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        foreach (string file in Directory.EnumerateFiles(gateway.Data, "*", SearchOption.AllDirectories))
        {
            string text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Cancellation));
            Assert.DoesNotContain(OneKey, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(OneKey, status.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_of_a_rule_is_what_its_own_keys_spent_and_the_keys_are_listed_with_their_costs()
    {
        await using TestGateway gateway = await StartAsync();
        await PostAsync(gateway, """{"api_key_pattern":"sk-functional-*","daily_limit_usd":5,"action":"block"}""");

        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("hello")));
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("again")));
        HttpRequestMessage other = Ask.Post(Ask.ChatPath, Ask.Chat("another key"));
        other.Headers.Remove("Authorization");
        other.Headers.Add("Authorization", "Bearer sk-someone-else");
        await gateway.SendAsync(other);
        JsonElement keys = await GetAsync(gateway, "/api/admin/api-keys");
        JsonElement status = await GetAsync(gateway, "/api/admin/budgets/status");

        Assert.Equal([1L, 2L], keys.EnumerateArray().Select(key => key.GetProperty("requests").GetInt64()).Order());
        decimal Cost(long requests) =>
            keys.EnumerateArray()
                .Single(key => key.GetProperty("requests").GetInt64() == requests)
                .GetProperty("total_cost_usd")
                .GetDecimal();
        decimal Spent(string pattern, string window) =>
            status
                .EnumerateArray()
                .Single(row => row.GetProperty("pattern").GetString() == pattern)
                .GetProperty(window)
                .GetDecimal();
        Assert.True(Cost(1) > 0);
        Assert.Equal(Cost(2), Spent("sk-functional-*", "daily_spent"));
        Assert.Equal(Cost(2), Spent("sk-functional-*", "monthly_spent"));
        Assert.Equal(Cost(1), Spent("(default)", "daily_spent"));
        Assert.Equal(0, Spent("sk-prod-*", "daily_spent"));
    }

    [Fact]
    public async Task Keys_are_blocked_and_unblocked_from_the_next_call_on()
    {
        await using TestGateway gateway = await StartAsync();

        HttpResponseMessage blocked = await gateway.Http.SendAsync(
            Change(HttpMethod.Post, "/api/admin/api-keys/block", """{"pattern":"sk-functional-*"}"""),
            Cancellation
        );
        int refused = (await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("hello")))).Status;
        JsonElement list = await GetAsync(gateway, "/api/admin/api-keys/blocked");
        HttpResponseMessage unblocked = await gateway.Http.SendAsync(
            Change(HttpMethod.Delete, "/api/admin/api-keys/block?pattern=sk-functional-*", null),
            Cancellation
        );
        int served = (await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("hello")))).Status;
        HttpResponseMessage again = await gateway.Http.SendAsync(
            Change(HttpMethod.Delete, "/api/admin/api-keys/block?pattern=sk-functional-*", null),
            Cancellation
        );

        Assert.Equal(HttpStatusCode.Created, blocked.StatusCode);
        Assert.Equal("""{"pattern":"sk-functional-*"}""", await blocked.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("""["sk-functional-*"]""", list.GetRawText());
        Assert.Equal((403, 200), (refused, served));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (unblocked.StatusCode, again.StatusCode));
    }

    [Fact]
    public async Task Nothing_set_is_an_empty_list_and_the_providers_are_those_served()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();

        Assert.Equal("[]", (await GetAsync(gateway, Rules)).GetRawText());
        Assert.Equal("[]", (await GetAsync(gateway, "/api/admin/budgets/status")).GetRawText());
        Assert.Equal("[]", (await GetAsync(gateway, "/api/admin/api-keys/blocked")).GetRawText());
        Assert.Equal("[]", (await GetAsync(gateway, "/api/admin/api-keys")).GetRawText());
        Assert.True((await GetAsync(gateway, "/api/admin/providers")).GetProperty("openai").GetBoolean());
    }

    [Fact]
    public async Task A_change_needs_its_header_or_a_token()
    {
        await using TestGateway bare = await TestGateway.StartAsync();
        await using TestGateway guarded = await TestGateway.StartAsync(
            (options, _) => options with { AdminToken = "a-token-of-sixteen" }
        );
        HttpRequestMessage plain = Change(HttpMethod.Post, Rules, """{"tenant_id":"a","daily_limit_usd":1}""");
        plain.Headers.Remove("X-Requested-With");
        HttpRequestMessage withToken = Change(HttpMethod.Post, Rules, """{"tenant_id":"a","daily_limit_usd":1}""");
        withToken.Headers.Remove("X-Requested-With");
        withToken.Headers.Add("Authorization", "Bearer a-token-of-sixteen");

        Assert.Equal(HttpStatusCode.Forbidden, (await bare.Http.SendAsync(plain, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await guarded.Http.SendAsync(withToken, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await guarded.Http.GetAsync(Rules, Cancellation)).StatusCode);
    }

    private static Task<TestGateway> StartAsync() =>
        TestGateway.StartAsync(
            (options, _) =>
                options with
                {
                    Budgets = new(
                        BudgetRules.None.Default with
                        {
                            DailyUsd = 10,
                            MonthlyUsd = 300,
                            Action = BudgetAction.Block,
                        },
                        [
                            new()
                            {
                                Id = "prod",
                                ApiKeyPattern = "sk-prod-*",
                                DailyUsd = 20,
                                Action = BudgetAction.Block,
                            },
                        ]
                    ),
                }
        );

    private static HttpRequestMessage Change(HttpMethod method, string path, string? body)
    {
        HttpRequestMessage request = new(method, path);
        request.Headers.Add("X-Requested-With", "XMLHttpRequest");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return request;
    }

    private static Task<HttpResponseMessage> PostAsync(TestGateway gateway, string rule) =>
        gateway.Http.SendAsync(Change(HttpMethod.Post, Rules, rule), Cancellation);

    private static Task<HttpResponseMessage> DeleteAsync(TestGateway gateway, string query) =>
        gateway.Http.SendAsync(Change(HttpMethod.Delete, Rules + query, null), Cancellation);

    private static Task<JsonElement> GetAsync(TestGateway gateway, string path) =>
        gateway.Http.GetFromJsonAsync<JsonElement>(path, Cancellation);

    private static string Normal(JsonElement json) => json.GetRawText().Replace(".0,", ",", StringComparison.Ordinal);
}
