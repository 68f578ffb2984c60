using System.Net.Http.Json;
using System.Text.Json;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Identity;

/// <summary>Agents tell what became of their work with the virtual key that they call with.</summary>
public sealed class KeyOutcomeTests
{
    private const string Outcomes = "/api/v1/outcomes";
    private const string Solved = """{"session":"s-1","name":"solved","success":true,"agent":"fixer"}""";

    [Theory]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("x-api-key", "")]
    public async Task A_key_tells_an_outcome_of_its_tenant_s_session_and_proves_who_it_is(string header, string before)
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) => IssuedKey.WithCredentials(options) with { AdminToken = "the-admin-0123456789" }
        );
        gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", "the-admin-0123456789");
        await IssuedKey.TenantAsync(gateway, "acme");
        IssuedKey key = await IssuedKey.IssueAsync(
            gateway,
            """{"tenant":"acme","owner":"bob","fixed":{"project":"monolith"}}"""
        );
        using HttpRequestMessage chat = key.Chat();
        chat.Headers.Add("X-TokenLedger-Session", "s-1");
        Assert.Equal(200, (int)(await gateway.Http.SendAsync(chat, gateway.Cancellation)).StatusCode);

        (int status, JsonElement told) = await TellAsync(gateway, header, before + key.Key, Solved);

        Assert.Equal(201, status);
        Assert.Equal("acme", told.GetProperty("tenant").GetString());
        JsonElement booked = Assert.Single(await ToldAsync(gateway));
        Assert.Equal(told.GetProperty("sequence").GetInt64(), booked.GetProperty("sequence").GetInt64());
        JsonElement who = booked.GetProperty("entry");
        Assert.Equal(
            ("acme", key.Id, "bob", "monolith"),
            (Text(who, "tenant"), Text(who, "key"), Text(who, "user"), Text(who, "project"))
        );
        Assert.Equal(["agent", "session"], who.GetProperty("claimed").EnumerateArray().Select(one => one.GetString()));
    }

    [Theory]
    [InlineData("""{"session":"s","name":"n","success":true,"tenant":"other"}""", "belongs to \"acme\"")]
    [InlineData("""{"session":"s","name":"n","success":true,"user":"eve"}""", "belongs to \"bob\"")]
    [InlineData("""{"session":"s","name":"n","success":true,"project":"mine"}""", "belongs to \"monolith\"")]
    public async Task A_key_cannot_tell_of_what_is_not_its_own(string outcome, string why)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await IssuedKey.TenantAsync(gateway, "acme");
        IssuedKey key = await IssuedKey.IssueAsync(
            gateway,
            """{"tenant":"acme","owner":"bob","fixed":{"project":"monolith"}}"""
        );

        (int status, JsonElement refused) = await TellAsync(gateway, "Authorization", "Bearer " + key.Key, outcome);

        Assert.Equal(403, status);
        Assert.Contains(why, refused.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(await ToldAsync(gateway));
    }

    [Fact]
    public async Task A_key_without_a_tenant_cannot_speak_for_one_that_has_an_owner()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await IssuedKey.TenantAsync(gateway, "acme");
        IssuedKey key = await IssuedKey.IssueAsync(gateway);

        Assert.Equal(403, (await TellAsync(gateway, key, Solved[..^1] + ""","tenant":"acme"}""")).Status);
        Assert.Equal(201, (await TellAsync(gateway, key, Solved)).Status);
        Assert.Single(await ToldAsync(gateway));
    }

    [Fact]
    public async Task A_key_that_is_wrong_revoked_blocked_or_of_a_tenant_switched_off_tells_nothing()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await IssuedKey.TenantAsync(gateway, "off", """{"enabled":false}""");
        IssuedKey revoked = await IssuedKey.IssueAsync(gateway);
        await IssuedKey.PostAsync(gateway, $"/api/v1/keys/{revoked.Id}/revoke", "{}");
        IssuedKey blocked = await IssuedKey.IssueAsync(gateway);
        await IssuedKey.PostAsync(gateway, "/api/v1/blocks", $$"""{"what":"key","value":"{{blocked.Id}}"}""");
        IssuedKey off = await IssuedKey.IssueAsync(gateway, """{"tenant":"off"}""");

        // On this machine nobody needs a token: a key that is not good is refused all the same.
        Assert.Equal(401, (await TellAsync(gateway, revoked with { Key = revoked.Key[..^1] + "7a" }, Solved)).Status);
        Assert.Equal(401, (await TellAsync(gateway, revoked, Solved)).Status);
        Assert.Equal(403, (await TellAsync(gateway, blocked, Solved)).Status);
        Assert.Equal(403, (await TellAsync(gateway, off, Solved)).Status);
        Assert.Empty(await ToldAsync(gateway));
    }

    [Theory]
    [InlineData("Authorization", "Bearer ", "GET", "/api/v1/budgets")]
    [InlineData("x-api-key", "", "GET", "/api/v1/entries")]
    [InlineData("api-key", "", "POST", "/api/v1/keys")]
    [InlineData("x-goog-api-key", "", "DELETE", "/api/admin/budgets/rules?pattern=x")]
    public async Task Who_shows_a_key_on_this_machine_is_not_taken_for_its_administrator(
        string header,
        string before,
        string method,
        string path
    )
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        IssuedKey key = await IssuedKey.IssueAsync(gateway);
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation(header, before + key.Key);

        using HttpResponseMessage refused = await gateway.Http.SendAsync(request, gateway.Cancellation);

        Assert.Equal(403, (int)refused.StatusCode);
        JsonElement body = await refused.Content.ReadFromJsonAsync<JsonElement>(gateway.Cancellation);
        Assert.Equal("virtual_key", body.GetProperty("error").GetProperty("code").GetString());
    }

    private static async Task<List<JsonElement>> ToldAsync(TestGateway gateway) =>
        [
            .. (await gateway.Http.GetFromJsonAsync<JsonElement>("/api/v1/entries", gateway.Cancellation))
                .GetProperty("entries")
                .EnumerateArray()
                .Where(one => Text(one.GetProperty("entry"), "kind") == "outcome"),
        ];

    private static Task<(int Status, JsonElement Body)> TellAsync(TestGateway gateway, IssuedKey key, string outcome) =>
        TellAsync(gateway, "Authorization", "Bearer " + key.Key, outcome);

    private static async Task<(int Status, JsonElement Body)> TellAsync(
        TestGateway gateway,
        string header,
        string value,
        string outcome
    )
    {
        // A client of its own: an agent has no other credential than its key.
        using HttpClient agent = new() { BaseAddress = gateway.Address };
        using HttpRequestMessage request = new(HttpMethod.Post, Outcomes) { Content = IssuedKey.Json(outcome) };
        request.Headers.TryAddWithoutValidation(header, value);
        using HttpResponseMessage answer = await agent.SendAsync(request, gateway.Cancellation);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(gateway.Cancellation));
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
