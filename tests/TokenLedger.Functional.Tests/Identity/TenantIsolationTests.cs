using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Principals;

namespace TokenLedger.Functional.Tests.Identity;

/// <summary>Whoever is bound to a tenant sees and changes what is that tenant's, and cannot tell what else there is.</summary>
public sealed class TenantIsolationTests
{
    private const string AdminSecret = "admin-of-all-0123456789";
    private const string LeadSecret = "lead-of-acme-0123456789";
    private const string ViewerSecret = "viewer-of-acme-0123456789";
    private const string ReaderSecret = "reader-of-all-0123456789";

    private static Task<TestGateway> StartAsync() =>
        TestGateway.StartAsync(
            (options, _) =>
                options with
                {
                    AdminToken = AdminSecret,
                    Identity = new IdentityOptions
                    {
                        KeyMappings = [new("sk-acme-*", "acme"), new("sk-umbrella-*", "umbrella")],
                        AdminTokens =
                        [
                            new("lead", LeadSecret, Role.TenantAdmin, "acme"),
                            new("viewer", ViewerSecret, Role.Viewer, "acme"),
                            new("reader", ReaderSecret, Role.Viewer, null),
                        ],
                    },
                }
        );

    private static async Task<(HttpStatusCode Status, JsonElement Json)> AskAsync(
        TestGateway gateway,
        string token,
        string path,
        HttpMethod? method = null,
        string? json = null
    )
    {
        using HttpRequestMessage request = new(method ?? HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = json is null ? null : IssuedKey.Json(json);
        using HttpResponseMessage answer = await gateway.Http.SendAsync(request, gateway.Cancellation);
        string body = await answer.Content.ReadAsStringAsync(gateway.Cancellation);
        return (answer.StatusCode, body.StartsWith('{') ? JsonDocument.Parse(body).RootElement : default);
    }

    private static async Task<string> CallAsync(TestGateway gateway, string key)
    {
        HttpRequestMessage request = IssuedKey.ChatWith(key);
        request.Headers.Add("X-TokenLedger-Session", "s-1"); // the same in both tenants
        return (await gateway.SendAsync(request)).Call!;
    }

    [Fact]
    public async Task Calls_entries_and_costs_of_another_tenant_are_not_there()
    {
        await using TestGateway gateway = await StartAsync();
        string own = await CallAsync(gateway, "sk-acme-1");
        string other = await CallAsync(gateway, "sk-umbrella-1");
        await CallAsync(gateway, "sk-nobodys");

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(gateway, ViewerSecret, "/api/v1/calls/" + own)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(gateway, ViewerSecret, "/api/v1/calls/" + other)).Status);
        JsonElement entries = (await AskAsync(gateway, ViewerSecret, "/api/v1/entries?limit=1000")).Json;
        Assert.All(
            entries.GetProperty("entries").EnumerateArray(),
            entry => Assert.Equal("acme", entry.GetProperty("entry").GetProperty("tenant").GetString())
        );
        Assert.Equal(2, entries.GetProperty("entries").GetArrayLength());

        foreach (string by in new[] { "tenant", "session", "key" })
        {
            JsonElement costs = (await AskAsync(gateway, ViewerSecret, "/api/v1/costs?by=" + by)).Json;
            Assert.Equal(1, costs.GetProperty("rows").GetArrayLength());
            Assert.DoesNotContain("umbrella", costs.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await AskAsync(gateway, ViewerSecret, "/api/v1/costs?tenant=umbrella")).Status
        );
        JsonElement all = (await AskAsync(gateway, AdminSecret, "/api/v1/costs?by=tenant")).Json;
        Assert.Equal(3, all.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public async Task Sessions_of_one_id_in_two_tenants_are_two_in_reports()
    {
        await using TestGateway gateway = await StartAsync();
        await CallAsync(gateway, "sk-acme-1");
        await CallAsync(gateway, "sk-umbrella-1");

        JsonElement costs = (await AskAsync(gateway, AdminSecret, "/api/v1/costs?by=session")).Json;
        string[] groups =
        [
            .. costs.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("group").GetRawText()).Order(),
        ];

        Assert.Equal(["""{"tenant":"acme","session":"s-1"}""", """{"tenant":"umbrella","session":"s-1"}"""], groups);
        JsonElement five = (await AskAsync(gateway, AdminSecret, "/api/v1/costs?by=model,session,agent")).Json;
        Assert.Equal(2, five.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public async Task The_record_of_changes_is_for_auditors_and_administrators()
    {
        await using TestGateway gateway = await StartAsync();
        await CallAsync(gateway, "sk-acme-1");

        string seen = (await AskAsync(gateway, ReaderSecret, "/api/v1/entries?limit=1000")).Json.ToString();
        string all = (await AskAsync(gateway, AdminSecret, "/api/v1/entries?limit=1000")).Json.ToString();

        Assert.DoesNotContain("\"kind\":\"admin\"", seen, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"settlement\"", seen, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"admin\"", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_administrator_issues_and_changes_keys_of_his_tenant_only()
    {
        await using TestGateway gateway = await StartAsync();
        var own = await AskAsync(gateway, LeadSecret, "/api/v1/keys", HttpMethod.Post, """{"name":"of acme"}""");
        var others = await AskAsync(gateway, AdminSecret, "/api/v1/keys", HttpMethod.Post, """{"tenant":"umbrella"}""");
        string foreign = others.Json.GetProperty("id").GetString()!;

        Assert.Equal("acme", own.Json.GetProperty("tenant").GetString());
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await AskAsync(gateway, LeadSecret, "/api/v1/keys", HttpMethod.Post, """{"tenant":"umbrella"}""")).Status
        );
        foreach (string path in new[] { $"/api/v1/keys/{foreign}/rotate", $"/api/v1/keys/{foreign}/revoke" })
        {
            Assert.Equal(
                HttpStatusCode.NotFound,
                (await AskAsync(gateway, LeadSecret, path, HttpMethod.Post, "{}")).Status
            );
        }

        Assert.Equal(
            HttpStatusCode.NotFound,
            (await AskAsync(gateway, LeadSecret, "/api/v1/keys/" + foreign, HttpMethod.Delete)).Status
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (
                await AskAsync(gateway, LeadSecret, "/api/v1/keys/" + foreign, HttpMethod.Put, """{"tenant":"acme"}""")
            ).Status
        );
        JsonElement list = (await AskAsync(gateway, LeadSecret, "/api/v1/keys")).Json;
        Assert.Equal(1, list.GetProperty("keys").GetArrayLength());
        Assert.False(list.TryGetProperty("refused", out _));
        JsonElement tenants = (await AskAsync(gateway, LeadSecret, "/api/v1/tenants")).Json;
        Assert.Equal("acme", tenants.GetProperty("tenants")[0].GetProperty("id").GetString());
        Assert.Equal(1, tenants.GetProperty("tenants").GetArrayLength());
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await AskAsync(gateway, LeadSecret, "/api/v1/tenants/acme", HttpMethod.Put, "{}")).Status
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await AskAsync(gateway, ViewerSecret, "/api/v1/keys", HttpMethod.Post, "{}")).Status
        );
    }

    [Fact]
    public async Task Who_made_a_change_is_in_the_record()
    {
        await using TestGateway gateway = await StartAsync();
        var issued = await AskAsync(gateway, LeadSecret, "/api/v1/keys", HttpMethod.Post, """{"name":"of acme"}""");
        string id = issued.Json.GetProperty("id").GetString()!;
        await AskAsync(gateway, AdminSecret, $"/api/v1/keys/{id}/revoke", HttpMethod.Post, "{}");

        string all = (await AskAsync(gateway, AdminSecret, "/api/v1/entries?limit=1000")).Json.GetRawText();

        Assert.Contains("\"actor\":\"token:lead\"", all, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"key.created\"", all, StringComparison.Ordinal);
        Assert.Contains("\"actor\":\"token:admin\"", all, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"key.changed\"", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("http://localhost:1", 403)]
    [InlineData("self", 201)]
    [InlineData(null, 201)]
    public async Task Where_no_token_is_set_a_page_of_another_origin_changes_nothing(string? origin, int status)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/keys") { Content = IssuedKey.Json("{}") };
        if (origin is not null)
        {
            string self = gateway.Address.GetLeftPart(UriPartial.Authority);
            request.Headers.TryAddWithoutValidation("Origin", origin == "self" ? self : origin);
        }

        using HttpResponseMessage answer = await gateway.Http.SendAsync(request, gateway.Cancellation);

        Assert.Equal(status, (int)answer.StatusCode);
    }
}
