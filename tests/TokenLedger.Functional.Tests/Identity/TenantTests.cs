using System.Net.Http.Json;
using System.Text.Json;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Identity;

namespace TokenLedger.Functional.Tests.Identity;

/// <summary>Whose a call is, is said by its key: a caller's word moves no charge to another tenant, nor out of its own.</summary>
public sealed class TenantTests
{
    private const string AcmeKey = "sk-proj-acme-0001";

    private static GatewayOptions Mapped(GatewayOptions options) =>
        options with
        {
            Identity = new IdentityOptions { KeyMappings = [new("sk-proj-acme-*", "acme"), new("AIza*", "umbrella")] },
        };

    [Theory]
    [InlineData("Authorization", "Bearer " + AcmeKey, "acme")]
    [InlineData("x-api-key", AcmeKey, "acme")]
    [InlineData("api-key", AcmeKey, "acme")]
    [InlineData("x-goog-api-key", "AIzaXyz", "umbrella")]
    [InlineData("?key", "AIzaXyz", "umbrella")]
    public async Task A_mapped_key_gives_the_tenant_wherever_it_stands(string place, string value, string tenant)
    {
        await using TestGateway gateway = await TestGateway.StartAsync((options, _) => Mapped(options));
        HttpRequestMessage request = IssuedKey.ChatWith(null);
        if (place[0] == '?')
        {
            request.RequestUri = new Uri($"{Ask.ChatPath}?key={value}", UriKind.Relative);
        }
        else
        {
            request.Headers.TryAddWithoutValidation(place, value);
        }

        Received answer = await gateway.SendAsync(request);

        LedgerEntry entry = (await gateway.EntriesOfAsync(answer.Call!))[0];
        Assert.Equal(tenant, entry.Text("tenant"));
        Assert.False(entry.Json.TryGetProperty("claimed", out _), entry.Json.ToString());
        Assert.StartsWith("k_", entry.Text("key"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tenants_name_in_a_header_is_refused_and_reaches_no_provider()
    {
        await using TestGateway gateway = await TestGateway.StartAsync((options, _) => Mapped(options));
        foreach (string header in new[] { "X-AgentLedger-Tenant", "X-TokenLedger-Tenant" })
        {
            HttpRequestMessage request = IssuedKey.ChatWith(AcmeKey);
            request.Headers.Add(header, "umbrella");

            Received answer = await gateway.SendAsync(request);

            Assert.Equal(403, answer.Status);
            Assert.Equal("false", answer.Headers["x-should-retry"]);
            Assert.Contains("tenant_mismatch", answer.Text, StringComparison.Ordinal);
        }

        Assert.Empty(gateway.Provider.Log.Calls);
        Assert.DoesNotContain(await gateway.EntriesAsync(), entry => entry.Text("tenant") == "umbrella");
    }

    [Fact]
    public async Task Its_own_tenants_name_in_a_header_is_taken_and_not_a_mere_claim()
    {
        await using TestGateway gateway = await TestGateway.StartAsync((options, _) => Mapped(options));
        HttpRequestMessage request = IssuedKey.ChatWith(AcmeKey);
        request.Headers.Add("X-AgentLedger-Tenant", "acme");

        Received answer = await gateway.SendAsync(request);

        LedgerEntry entry = (await gateway.EntriesOfAsync(answer.Call!))[0];
        Assert.Equal("acme", entry.Text("tenant"));
        Assert.False(entry.Json.TryGetProperty("claimed", out _));
    }

    [Fact]
    public async Task A_caller_of_no_tenant_may_claim_a_label_but_no_tenant_that_has_keys()
    {
        await using TestGateway gateway = await TestGateway.StartAsync((options, _) => Mapped(options));
        HttpRequestMessage label = IssuedKey.ChatWith("sk-other");
        label.Headers.Add("X-TokenLedger-Tenant", "my-team");
        HttpRequestMessage forged = IssuedKey.ChatWith("sk-other");
        forged.Headers.Add("X-TokenLedger-Tenant", "acme");

        Received taken = await gateway.SendAsync(label);
        Received refused = await gateway.SendAsync(forged);

        Assert.Equal(200, taken.Status);
        LedgerEntry entry = (await gateway.EntriesOfAsync(taken.Call!))[0];
        Assert.Equal("my-team", entry.Text("tenant"));
        Assert.Contains("tenant", entry.Json.GetProperty("claimed").ToString(), StringComparison.Ordinal);
        Assert.Equal(403, refused.Status);
        Assert.DoesNotContain(await gateway.EntriesAsync(), one => one.Text("tenant") == "acme");
    }

    [Theory]
    [InlineData("""{"enabled":false}""", "tenant_disabled")]
    [InlineData("""{"models":["claude-*"]}""", "not_allowed")]
    [InlineData("""{"providers":["anthropic"]}""", "not_allowed")]
    public async Task A_tenants_own_terms_hold_for_all_its_keys(string terms, string code)
    {
        await using TestGateway gateway = await TestGateway.StartAsync((options, _) => Mapped(options));
        Assert.Equal(200, (await gateway.SendAsync(IssuedKey.ChatWith(AcmeKey))).Status);
        await IssuedKey.TenantAsync(gateway, "acme", terms);

        Received refused = await gateway.SendAsync(IssuedKey.ChatWith(AcmeKey));

        Assert.Equal(403, refused.Status);
        Assert.Contains(code, refused.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await gateway.SendAsync(IssuedKey.ChatWith("sk-other"))).Status);
        using HttpResponseMessage removed = await gateway.Http.DeleteAsync(
            "/api/v1/tenants/acme",
            gateway.Cancellation
        );
        Assert.Equal(204, (int)removed.StatusCode);
        Assert.Equal(200, (await gateway.SendAsync(IssuedKey.ChatWith(AcmeKey))).Status);
    }

    [Theory]
    [InlineData("pattern", "sk-leaked-*", "API key is blocked")]
    [InlineData("pattern", "sk-leaked-1234567890-1234567890-1234567890", "API key is blocked")]
    [InlineData("user", "mallory", "blocked")]
    [InlineData("agent", "runaway", "blocked")]
    [InlineData("tenant", "unpaid", "blocked")]
    public async Task A_blocked_caller_is_refused_from_the_next_call_on_until_it_is_taken_back(
        string what,
        string value,
        string said
    )
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        Assert.Equal(200, (await gateway.SendAsync(Leaked())).Status);
        using HttpResponseMessage blocked = await IssuedKey.PostAsync(
            gateway,
            "/api/v1/blocks",
            $$"""{"what":"{{what}}","value":"{{value}}","reason":"found in a public repository"}"""
        );
        Assert.Equal(201, (int)blocked.StatusCode);

        Received refused = await gateway.SendAsync(Leaked());
        Assert.Equal(403, refused.Status);
        Assert.Equal("false", refused.Headers["x-should-retry"]);
        Assert.Contains(said, refused.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await gateway.SendAsync(IssuedKey.ChatWith("sk-other"))).Status);

        await gateway.RestartAsync();
        Assert.Equal(403, (await gateway.SendAsync(Leaked())).Status);
        using HttpResponseMessage removed = await gateway.Http.DeleteAsync(
            $"/api/v1/blocks?what={what}&value={Uri.EscapeDataString(value)}",
            gateway.Cancellation
        );
        Assert.Equal(204, (int)removed.StatusCode);
        Assert.Equal(200, (await gateway.SendAsync(Leaked())).Status);
    }

    private static HttpRequestMessage Leaked()
    {
        HttpRequestMessage request = IssuedKey.ChatWith("sk-leaked-1234567890-1234567890-1234567890");
        request.Headers.Add("X-TokenLedger-User", "mallory");
        request.Headers.Add("X-TokenLedger-Agent", "runaway");
        request.Headers.Add("X-TokenLedger-Tenant", "unpaid");
        return request;
    }

    [Fact]
    public async Task A_whole_key_is_blocked_by_its_fingerprint_and_written_nowhere()
    {
        const string Key = "sk-leaked-1234567890-1234567890-1234567890";
        await using TestGateway gateway = await TestGateway.StartAsync();
        using HttpResponseMessage blocked = await IssuedKey.PostAsync(
            gateway,
            "/api/v1/blocks",
            $$"""{"what":"pattern","value":"{{Key}}"}"""
        );
        JsonElement view = await blocked.Content.ReadFromJsonAsync<JsonElement>(gateway.Cancellation);
        Assert.StartsWith("k_", view.GetProperty("value").GetString(), StringComparison.Ordinal);
        using HttpResponseMessage long_ = await IssuedKey.PostAsync(
            gateway,
            "/api/v1/blocks",
            $$"""{"what":"pattern","value":"{{Key}}*"}"""
        );
        Assert.Equal(400, (int)long_.StatusCode);

        await gateway.StopAsync();
        Assert.All(
            Directory.GetFiles(gateway.Data, "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain(Key, System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)))
        );
    }
}
