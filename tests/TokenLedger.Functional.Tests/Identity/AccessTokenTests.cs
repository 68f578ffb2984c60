using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Identity;

/// <summary>Tokens of the management API that are issued while the gateway runs.</summary>
public sealed class AccessTokenTests
{
    private const string Admin = "admin-token-of-this-test";

    private static Task<TestGateway> StartAsync() =>
        TestGateway.StartAsync((options, _) => options with { AdminToken = Admin });

    private static async Task<(int Status, string Text)> AskAsync(
        TestGateway gateway,
        string token,
        HttpMethod method,
        string path,
        string? json = null
    )
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = json is null ? null : IssuedKey.Json(json);
        using HttpResponseMessage answer = await gateway.Http.SendAsync(request, gateway.Cancellation);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(gateway.Cancellation));
    }

    private static async Task<(string Id, string Token)> IssueAsync(TestGateway gateway, string json, string by = Admin)
    {
        (int status, string text) = await AskAsync(gateway, by, HttpMethod.Post, "/api/v1/access-tokens", json);
        Assert.True(status == 201, text);
        JsonElement view = JsonElement.Parse(text);
        return (view.GetProperty("id").GetString()!, view.GetProperty("token").GetString()!);
    }

    [Fact]
    public async Task A_token_opens_what_its_role_may_until_the_instant_it_is_revoked()
    {
        await using TestGateway gateway = await StartAsync();
        (string id, string viewer) = await IssueAsync(gateway, """{"name":"grafana","role":"viewer"}""");
        Assert.Matches("^tla-[a-z2-7]{12}-[a-z2-7]{52}$", viewer);

        Assert.Equal(200, (await AskAsync(gateway, viewer, HttpMethod.Get, "/api/v1/costs")).Status);
        Assert.Equal(403, (await AskAsync(gateway, viewer, HttpMethod.Post, "/api/v1/keys", "{}")).Status);
        (_, string listed) = await AskAsync(gateway, Admin, HttpMethod.Get, "/api/v1/access-tokens");
        Assert.DoesNotContain("hash", listed, StringComparison.Ordinal);
        await gateway.RestartAsync();
        Assert.Equal(200, (await AskAsync(gateway, viewer, HttpMethod.Get, "/api/v1/costs")).Status);

        (_, string rotated) = await AskAsync(
            gateway,
            Admin,
            HttpMethod.Post,
            $"/api/v1/access-tokens/{id}/rotate",
            """{"overlap_seconds":0}"""
        );
        string renewed = JsonElement.Parse(rotated).GetProperty("token").GetString()!;
        Assert.Equal(401, (await AskAsync(gateway, viewer, HttpMethod.Get, "/api/v1/costs")).Status);
        Assert.Equal(200, (await AskAsync(gateway, renewed, HttpMethod.Get, "/api/v1/costs")).Status);
        Assert.Equal(
            200,
            (await AskAsync(gateway, Admin, HttpMethod.Post, $"/api/v1/access-tokens/{id}/revoke")).Status
        );
        Assert.Equal(401, (await AskAsync(gateway, renewed, HttpMethod.Get, "/api/v1/costs")).Status);

        await gateway.StopAsync();
        foreach (string file in Directory.EnumerateFiles(gateway.Data, "*", SearchOption.AllDirectories))
        {
            byte[] bytes = await File.ReadAllBytesAsync(file, gateway.Cancellation);
            Assert.False(bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(viewer[^52..])) >= 0, file);
        }
    }

    [Fact]
    public async Task Nobody_issues_more_than_he_may_and_the_record_says_who_did()
    {
        await using TestGateway gateway = await StartAsync();
        await AskAsync(gateway, Admin, HttpMethod.Put, "/api/v1/tenants/acme", "{}");
        (string leadId, string lead) = await IssueAsync(gateway, """{"role":"tenant-admin","tenant":"acme"}""");

        (string id, _) = await IssueAsync(gateway, """{"role":"viewer"}""", by: lead);
        Assert.Equal(
            400,
            (await AskAsync(gateway, lead, HttpMethod.Post, "/api/v1/access-tokens", """{"role":"admin"}""")).Status
        );
        Assert.Equal(
            400,
            (
                await AskAsync(
                    gateway,
                    lead,
                    HttpMethod.Post,
                    "/api/v1/access-tokens",
                    """{"role":"viewer","tenant":"umbrella"}"""
                )
            ).Status
        );
        (string foreign, _) = await IssueAsync(gateway, """{"role":"viewer"}""");
        Assert.Equal(
            404,
            (await AskAsync(gateway, lead, HttpMethod.Post, $"/api/v1/access-tokens/{foreign}/revoke")).Status
        );
        (_, string log) = await AskAsync(gateway, Admin, HttpMethod.Get, "/api/v1/admin-log");
        Assert.Contains($"\"token:{leadId}\"", log, StringComparison.Ordinal);
        Assert.Contains(id, log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"role":"king"}""", "'role' must be one of")]
    [InlineData("""{"name":"x"}""", "lacks \"role\"")]
    [InlineData("""{"role":"viewer","rolle":"x"}""", "no member \"rolle\"")]
    [InlineData("""{"role":7}""", "$.role must be a text")]
    [InlineData("""{"role":""", "not JSON (line 1")]
    [InlineData("""{"role":"viewer","expires_at":"2020-01-01T00:00:00Z"}""", "is over")]
    public async Task What_is_wrong_is_said_in_plain_words(string json, string said)
    {
        await using TestGateway gateway = await StartAsync();

        (int status, string text) = await AskAsync(gateway, Admin, HttpMethod.Post, "/api/v1/access-tokens", json);

        string message = JsonElement.Parse(text).GetProperty("error").GetProperty("message").GetString()!;
        Assert.Equal(400, status);
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.DoesNotContain("TokenLedger.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\\u0022", text, StringComparison.Ordinal);
        Assert.DoesNotContain(".NET", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_the_place_of_a_providers_key_it_goes_nowhere()
    {
        await using TestGateway gateway = await StartAsync();
        (_, string token) = await IssueAsync(gateway, """{"role":"viewer"}""");

        Received answer = await gateway.SendAsync(IssuedKey.ChatWith(token));

        Assert.Equal(401, answer.Status);
        Assert.Empty(gateway.Provider.Log.Calls);
    }

    [Fact]
    public async Task Where_no_token_is_needed_its_holder_is_still_only_what_it_says()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using HttpResponseMessage issued = await IssuedKey.PostAsync(
            gateway,
            "/api/v1/access-tokens",
            """{"role":"viewer"}"""
        );
        JsonElement view = await issued.Content.ReadFromJsonAsync<JsonElement>(gateway.Cancellation);
        string token = view.GetProperty("token").GetString()!;

        Assert.Equal(200, (await AskAsync(gateway, token, HttpMethod.Get, "/api/v1/costs")).Status);
        Assert.Equal(403, (await AskAsync(gateway, token, HttpMethod.Post, "/api/v1/keys", "{}")).Status);
        string other = token[..^1] + (token[^1] == 'a' ? 'b' : 'a');
        Assert.Equal(401, (await AskAsync(gateway, other, HttpMethod.Get, "/api/v1/costs")).Status);
    }
}
