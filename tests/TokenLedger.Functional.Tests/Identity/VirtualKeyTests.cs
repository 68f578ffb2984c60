using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TokenLedger.Accounting.Policies;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway;

namespace TokenLedger.Functional.Tests.Identity;

/// <summary>Virtual keys: what they open, what they prove, and that they end here.</summary>
public sealed class VirtualKeyTests
{
    private const string Answer =
        """{"id":"chatcmpl-1","object":"chat.completion","model":"gpt-4o-mini","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""";

    [Theory]
    [InlineData("Authorization", "Bearer {0}")]
    [InlineData("Authorization", "{0}")]
    [InlineData("x-api-key", "{0}")]
    [InlineData("api-key", "{0}")]
    [InlineData("x-goog-api-key", "{0}")]
    [InlineData("Authorization", "basic")]
    [InlineData("?key=", "{0}")]
    [InlineData("?%6Bey=", "{0}")]
    [InlineData("?access_token=", "{0}")]
    public async Task A_key_is_taken_wherever_sdks_put_it_and_never_travels_on(string place, string form)
    {
        await using StubProvider provider = await StubProvider.OfAsync(Answer);
        await using TestGateway gateway = await provider.GatewayAsync(IssuedKey.WithCredentials);
        IssuedKey key = await IssuedKey.IssueAsync(gateway, """{"name":"ci"}""");
        HttpRequestMessage request = IssuedKey.ChatWith(null);
        if (place[0] == '?')
        {
            request.RequestUri = new Uri(Ask.ChatPath + "?a=1&" + place[1..] + key.Key, UriKind.Relative);
        }
        else
        {
            string basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("any:" + key.Key));
            string value = form == "basic" ? basic : string.Format(null, form, key.Key);
            request.Headers.TryAddWithoutValidation(place, value);
        }

        // Also where it has no business to be.
        request.Headers.TryAddWithoutValidation("x-debug", "sent with " + key.Key);
        Received answer = await gateway.SendAsync(request);

        Assert.Equal(200, answer.Status);
        Assert.Equal("Bearer " + IssuedKey.OwnCredential, OwnHeader(provider));
        Assert.DoesNotContain(provider.Headers.Values, value => value.Contains(key.Key[4..], StringComparison.Ordinal));
        Assert.DoesNotContain(provider.Headers.Values, value => value.StartsWith("Basic", StringComparison.Ordinal));
        Assert.DoesNotContain(provider.Requests, line => line.Contains(key.Key[4..], StringComparison.Ordinal));
        Assert.All(await gateway.EntriesOfAsync(answer.Call!), entry => Assert.Equal(key.Id, entry.Text("key")));
    }

    /// <summary>Anthropic's own route is found by x-api-key, its key goes there too.</summary>
    private static string OwnHeader(StubProvider provider) =>
        provider.Headers.TryGetValue("x-api-key", out string? own)
            ? "Bearer " + own
            : provider.Headers["Authorization"];

    [Fact]
    public async Task A_virtual_key_beside_a_providers_key_still_ends_here_and_decides()
    {
        await using StubProvider provider = await StubProvider.OfAsync(Answer);
        await using TestGateway gateway = await provider.GatewayAsync(IssuedKey.WithCredentials);
        IssuedKey key = await IssuedKey.IssueAsync(gateway);
        HttpRequestMessage request = IssuedKey.ChatWith("sk-of-the-caller");
        request.Headers.Add("api-key", key.Key);

        Received answer = await gateway.SendAsync(request);

        Assert.Equal(200, answer.Status);
        Assert.Equal("Bearer " + IssuedKey.OwnCredential, provider.Headers["Authorization"]);
        Assert.False(provider.Headers.ContainsKey("api-key"));
        Assert.All(await gateway.EntriesOfAsync(answer.Call!), entry => Assert.Equal(key.Id, entry.Text("key")));
    }

    [Fact]
    public async Task What_a_key_proves_is_recorded_as_proven_and_what_it_leaves_open_as_claimed()
    {
        await using StubProvider provider = await StubProvider.OfAsync(Answer);
        await using TestGateway gateway = await provider.GatewayAsync(IssuedKey.WithCredentials);
        await IssuedKey.TenantAsync(gateway, "acme");
        IssuedKey key = await IssuedKey.IssueAsync(
            gateway,
            """
            {"tenant":"acme","owner":"alice",
             "defaults":{"feature":"chat","project":"p1","tags":{"team":"a"}},
             "fixed":{"environment":"prod","cost_center":"cc-7"}}
            """
        );
        HttpRequestMessage request = key.Chat(more: ""","user":"mallory" """);
        request.Headers.Add("X-TokenLedger-Feature", "search");
        request.Headers.Add("X-TokenLedger-Environment", "prod");
        request.Headers.Add("X-TokenLedger-Tenant", "acme");
        request.Headers.Add("X-TokenLedger-Agent", "planner");

        Received answer = await gateway.SendAsync(request);

        Assert.Equal(200, answer.Status);
        LedgerEntry entry = (await gateway.EntriesOfAsync(answer.Call!))[^1];
        Assert.Equal("acme", entry.Text("tenant"));
        Assert.Equal("alice", entry.Text("user")); // the body's "user" moves nothing
        Assert.Equal("search", entry.Text("feature"));
        Assert.Equal("p1", entry.Text("project"));
        Assert.Equal("prod", entry.Text("environment"));
        Assert.Equal("cc-7", entry.Text("cost_center"));
        Assert.Equal("a", entry.Tag("team"));
        Assert.Equal(["agent", "feature"], Claimed(entry));
    }

    private static string[] Claimed(LedgerEntry entry) =>
        [.. entry.Json.GetProperty("claimed").EnumerateArray().Select(name => name.GetString()!)];

    [Theory]
    [InlineData("X-TokenLedger-Tenant", "umbrella", "tenant_mismatch")]
    [InlineData("X-AgentLedger-Tenant", "umbrella", "tenant_mismatch")]
    [InlineData("X-TokenLedger-User", "mallory", "user_mismatch")]
    [InlineData("X-Agent-User", "mallory", "user_mismatch")]
    [InlineData("X-TokenLedger-Environment", "dev", "environment_mismatch")]
    [InlineData("X-TokenLedger-Tag-Team", "b", "tag_mismatch")]
    public async Task A_claim_that_contradicts_the_key_is_refused_and_nothing_is_forwarded(
        string header,
        string value,
        string code
    )
    {
        await using StubProvider provider = await StubProvider.OfAsync(Answer);
        await using TestGateway gateway = await provider.GatewayAsync(IssuedKey.WithCredentials);
        await IssuedKey.TenantAsync(gateway, "acme");
        IssuedKey key = await IssuedKey.IssueAsync(
            gateway,
            """{"tenant":"acme","owner":"alice","fixed":{"environment":"prod","tags":{"team":"a"}}}"""
        );
        HttpRequestMessage request = key.Chat();
        request.Headers.Add(header, value);

        Received answer = await gateway.SendAsync(request);

        Assert.Equal(403, answer.Status);
        Assert.Equal("false", answer.Headers["x-should-retry"]);
        Assert.Contains($"\"{code}\"", answer.Text, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
    }

    [Theory]
    [InlineData("""{"models":["gpt-4o*"]}""", "gpt-4o-mini", 200)]
    [InlineData("""{"models":["gpt-4o*"]}""", "o3-pro", 403)]
    [InlineData("""{"providers":["anthropic"]}""", "gpt-4o-mini", 403)]
    [InlineData("""{"providers":["open*"]}""", "gpt-4o-mini", 200)]
    [InlineData("""{"routes":["openai.embeddings"]}""", "gpt-4o-mini", 403)]
    [InlineData("""{"routes":["/v1/chat/*"]}""", "gpt-4o-mini", 200)]
    public async Task A_key_opens_only_what_it_is_for(string terms, string model, int status)
    {
        await using StubProvider provider = await StubProvider.OfAsync(Answer);
        await using TestGateway gateway = await provider.GatewayAsync(IssuedKey.WithCredentials);
        IssuedKey key = await IssuedKey.IssueAsync(gateway, terms);

        Received answer = await gateway.SendAsync(key.Chat(model));

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 200 ? 1 : 0, provider.Requests.Count);
        if (status == 403)
        {
            Assert.Contains("\"not_allowed\"", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_batch_is_no_way_around_a_restriction_of_models()
    {
        await using StubProvider provider = await StubProvider.OfAsync("{}");
        await using TestGateway gateway = await provider.GatewayAsync(IssuedKey.WithCredentials);
        IssuedKey key = await IssuedKey.IssueAsync(gateway, """{"models":["gpt-4o-mini"]}""");
        HttpRequestMessage batch = new(HttpMethod.Post, "/v1/batches")
        {
            Content = IssuedKey.Json("""{"input_file_id":"file-1","endpoint":"/v1/chat/completions"}"""),
        };
        batch.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Key);
        HttpRequestMessage models = new(HttpMethod.Get, "/v1/models");
        models.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Key);

        Assert.Equal(403, (await gateway.SendAsync(batch)).Status);
        Assert.Equal(200, (await gateway.SendAsync(models)).Status);
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"error":{""")]
    [InlineData("/v1/messages", """{"type":"error","error":{""")]
    [InlineData("/gemini/v1beta/models/g:generateContent", """{"error":{"code":401""")]
    [InlineData("/cohere/v2/chat", "\"message\"")]
    public async Task A_bad_key_gets_401_in_the_callers_dialect_and_leaves_no_trace(string path, string shape)
    {
        await using StubProvider provider = await StubProvider.OfAsync(Answer);
        await using TestGateway gateway = await provider.GatewayAsync(IssuedKey.WithCredentials);
        IssuedKey good = await IssuedKey.IssueAsync(gateway);
        int before = (await gateway.EntriesAsync()).Count;
        string wrongSecret = good.Key[..^52] + new string('a', 52);
        foreach (string bad in new[] { "tl-", "tl-nonsense", good.Key + "x", wrongSecret, "tl-" + new string('a', 12) })
        {
            HttpRequestMessage request = new(HttpMethod.Post, path)
            {
                Content = IssuedKey.Json("""{"model":"m","messages":[]}"""),
            };
            string header = path.Contains("messages", StringComparison.Ordinal) ? "x-api-key" : "Authorization";
            request.Headers.TryAddWithoutValidation(header, header == "x-api-key" ? bad : "Bearer " + bad);

            Received answer = await gateway.SendAsync(request);

            Assert.Equal(401, answer.Status);
            Assert.Contains(shape, answer.Text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain(bad.Length > 10 ? bad[..10] : "tl-none", answer.Text, StringComparison.Ordinal);
        }

        Assert.Empty(provider.Requests);
        Assert.Equal(before, (await gateway.EntriesAsync()).Count);
        JsonElement list = await gateway.Http.GetFromJsonAsync<JsonElement>("/api/v1/keys", gateway.Cancellation);
        Assert.Equal(5, list.GetProperty("refused").GetProperty("unknown").GetInt64());
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_open_until_the_overlap_is_over()
    {
        await using StubProvider provider = await StubProvider.OfAsync(Answer);
        await using TestGateway gateway = await provider.GatewayAsync(IssuedKey.WithCredentials);
        IssuedKey key = await IssuedKey.IssueAsync(gateway);
        string newKey = await RotateAsync(gateway, key.Id, 3600);

        Assert.NotEqual(key.Key, newKey);
        Assert.Equal(200, (await gateway.SendAsync(key.Chat())).Status);
        Assert.Equal(200, (await gateway.SendAsync(IssuedKey.ChatWith(newKey))).Status);

        string newest = await RotateAsync(gateway, key.Id, 0);
        Assert.Equal(401, (await gateway.SendAsync(key.Chat())).Status);
        Assert.Equal(401, (await gateway.SendAsync(IssuedKey.ChatWith(newKey))).Status);
        Assert.Equal(200, (await gateway.SendAsync(IssuedKey.ChatWith(newest))).Status);
    }

    private static async Task<string> RotateAsync(TestGateway gateway, string id, int overlap)
    {
        using HttpResponseMessage answer = await IssuedKey.PostAsync(
            gateway,
            $"/api/v1/keys/{id}/rotate",
            $$"""{"overlap_seconds":{{overlap}}}"""
        );
        JsonElement view = await answer.Content.ReadFromJsonAsync<JsonElement>(gateway.Cancellation);
        return view.GetProperty("key").GetString()!;
    }

    [Fact]
    public async Task A_revoked_key_opens_nothing_from_the_next_call_on_and_stays_revoked_after_a_restart()
    {
        await using StubProvider provider = await StubProvider.OfAsync(Answer);
        await using TestGateway gateway = await provider.GatewayAsync(IssuedKey.WithCredentials);
        IssuedKey revoked = await IssuedKey.IssueAsync(gateway);
        IssuedKey kept = await IssuedKey.IssueAsync(gateway);
        Assert.Equal(200, (await gateway.SendAsync(revoked.Chat())).Status);
        using HttpResponseMessage answer = await IssuedKey.PostAsync(gateway, $"/api/v1/keys/{revoked.Id}/revoke", "");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        Received refused = await gateway.SendAsync(revoked.Chat());
        Assert.Equal(401, refused.Status);
        Assert.Contains("key_revoked", refused.Text, StringComparison.Ordinal);
        await gateway.RestartAsync();
        Assert.Equal(401, (await gateway.SendAsync(revoked.Chat())).Status);
        Assert.Equal(200, (await gateway.SendAsync(kept.Chat())).Status);
    }

    [Fact]
    public async Task Issuing_with_the_same_idempotency_key_issues_once()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string[] ids = new string[2];
        for (int i = 0; i < 2; i++)
        {
            HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/keys")
            {
                Content = IssuedKey.Json("""{"name":"once"}"""),
            };
            request.Headers.Add("Idempotency-Key", "issue-1");
            using HttpResponseMessage answer = await gateway.Http.SendAsync(request, gateway.Cancellation);
            JsonElement view = await answer.Content.ReadFromJsonAsync<JsonElement>(gateway.Cancellation);
            Assert.Equal(i == 0 ? 201 : 200, (int)answer.StatusCode);
            Assert.Equal(i == 0, view.TryGetProperty("key", out _));
            ids[i] = view.GetProperty("id").GetString()!;
        }

        Assert.Equal(ids[0], ids[1]);
    }

    [Fact]
    public async Task Where_keys_are_required_providers_keys_open_nothing()
    {
        await using StubProvider provider = await StubProvider.OfAsync(Answer);
        await using TestGateway gateway = await provider.GatewayAsync(options =>
            IssuedKey.WithCredentials(options) with
            {
                Identity = new() { RequireKey = true },
            }
        );
        IssuedKey key = await IssuedKey.IssueAsync(gateway);

        Received refused = await gateway.SendAsync(IssuedKey.ChatWith("sk-any"));
        Assert.Equal(401, refused.Status);
        Assert.Contains("key_required", refused.Text, StringComparison.Ordinal);
        Assert.Equal(401, (await gateway.SendAsync(IssuedKey.ChatWith(null))).Status);
        Assert.Equal(200, (await gateway.SendAsync(key.Chat())).Status);
    }

    [Fact]
    public async Task Without_a_credential_of_the_gateways_a_virtual_key_goes_nowhere()
    {
        await using StubProvider provider = await StubProvider.OfAsync(Answer);
        await using TestGateway gateway = await provider.GatewayAsync();
        IssuedKey key = await IssuedKey.IssueAsync(gateway);

        Received answer = await gateway.SendAsync(key.Chat());

        Assert.Equal(403, answer.Status);
        Assert.Contains("no_provider_credential", answer.Text, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task No_secret_and_no_credential_is_in_any_file_of_the_data_folder()
    {
        await using StubProvider provider = await StubProvider.OfAsync(Answer);
        await using TestGateway gateway = await provider.GatewayAsync(IssuedKey.WithCredentials);
        IssuedKey key = await IssuedKey.IssueAsync(gateway);
        string rotated = await RotateAsync(gateway, key.Id, 60);
        await gateway.SendAsync(key.Chat());
        await gateway.SendAsync(IssuedKey.ChatWith(rotated));
        await gateway.SendAsync(IssuedKey.ChatWith("tl-aaaaaaaaaaaa-" + new string('b', 52)));
        await gateway.StopAsync();

        string[] secrets = [key.Key[^52..], rotated[^52..], IssuedKey.OwnCredential, new string('b', 52)];
        string[] files = Directory.GetFiles(gateway.Data, "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.Contains(files, file => Holds(file, key.Id)); // it looks at what is written
        Assert.All(files, file => Assert.DoesNotContain(secrets, secret => Holds(file, secret)));
    }

    private static bool Holds(string file, string text) =>
        File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    [Theory]
    [InlineData("gpt-4o", 403)]
    [InlineData("gpt-4o-mini", 200)]
    public async Task A_rule_that_sets_a_model_opens_none_that_the_key_may_not_use(string model, int status)
    {
        await using StubProvider provider = await StubProvider.OfAsync(Answer);
        await using TestGateway gateway = await provider.GatewayAsync(options =>
            IssuedKey.WithCredentials(options) with
            {
                Policies = new()
                {
                    Rules =
                    [
                        new()
                        {
                            Id = "route",
                            Action = PolicyAction.SetModel,
                            Model = model,
                        },
                    ],
                },
            }
        );
        IssuedKey key = await IssuedKey.IssueAsync(gateway, """{"models":["gpt-4o-mini","gpt-4.1-nano"]}""");

        Received answer = await gateway.SendAsync(key.Chat("gpt-4.1-nano"));

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 200 ? 1 : 0, provider.Requests.Count);
        Assert.Equal(status == 403, answer.Text.Contains("may not use", StringComparison.Ordinal));
    }
}
