using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TokenLedger.Browser.Tests.Running;

/// <summary>What people have decided at the gateway of a test: budgets, tenants and keys, made through its API.</summary>
public sealed class Decisions : IDisposable
{
    /// <summary>A name that would break a page that does not encode.</summary>
    public const string Attack = "<img src=x onerror=alert(9)>";

    private readonly HttpClient _client;

    private Decisions(Dashboard dashboard, string? holder)
    {
        _client = new() { BaseAddress = dashboard.Address, Timeout = TimeSpan.FromMinutes(2) };
        if (holder is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new("Bearer", Dashboard.TokenOf(holder));
        }
    }

    /// <summary>The ids of the keys that were issued, in their order: ci, nightly, old.</summary>
    public IReadOnlyList<string> Keys { get; private set; } = [];

    /// <summary>Makes them all.</summary>
    /// <param name="dashboard">The gateway.</param>
    /// <param name="holder">Whose token; null where none is needed.</param>
    public static async Task<Decisions> MakeAsync(Dashboard dashboard, string? holder = null)
    {
        Decisions made = new(dashboard, holder);
        await made.TenantsAsync();
        await made.BudgetsAsync();
        await made.KeysAsync();
        return made;
    }

    /// <summary>Asks the API, and expects it to answer well.</summary>
    public async Task<JsonElement> AskAsync(HttpMethod method, string path, string? json = null)
    {
        using HttpRequestMessage request = new(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        using HttpResponseMessage answer = await _client.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    public void Dispose() => _client.Dispose();

    private async Task TenantsAsync()
    {
        await AskAsync(
            HttpMethod.Put,
            "/api/v1/tenants/acme",
            """{"name":"Acme Corp.","models":["gpt-*","claude-*"]}"""
        );
        await AskAsync(HttpMethod.Put, "/api/v1/tenants/globex", """{"name":"Globex"}""");
        await AskAsync(HttpMethod.Put, "/api/v1/tenants/initech", """{"enabled":false}""");
    }

    private async Task BudgetsAsync()
    {
        await BudgetAsync("everything", Usd("20", "month") + ""","description":"all of it" """);
        await BudgetAsync("acme.day", Usd("0.5", "day") + ""","scope":{"tenant":"acme"},"soft_percent":"60" """);
        await BudgetAsync("globex.month", Usd("25", "month") + ""","scope":{"tenant":"globex"},"hold":"strict" """);
        await BudgetAsync(
            "per-user",
            """ "limits":[{"unit":"calls","amount":"30"},{"unit":"tokens","amount":"2000000"}],"per":["user"],"window":{"kind":"rolling","length":"24h"},"action":"warn" """
        );
        await BudgetAsync("quiet", Usd("5", "year") + ""","scope":{"agent":"nobody-*"},"shadow":true """);
        await AskAsync(
            HttpMethod.Post,
            "/api/v1/budgets/acme.day/overrides",
            JsonSerializer.Serialize(
                new Dictionary<string, string>
                {
                    ["amount"] = "0.9",
                    ["for"] = "3h",
                    ["reason"] = "release " + Attack,
                }
            )
        );
        // A change after it was made, so that the record has something to compare.
        await BudgetAsync("quiet", Usd("7.5", "year") + ""","scope":{"agent":"nobody-*"},"shadow":true """);
    }

    private Task<JsonElement> BudgetAsync(string id, string body) =>
        AskAsync(HttpMethod.Put, "/api/v1/budgets/" + id, "{" + body + "}");

    private static string Usd(string amount, string period) =>
        $$""" "limits":[{"unit":"usd","amount":"{{amount}}"}],"window":{"kind":"calendar","period":"{{period}}"} """;

    private async Task KeysAsync()
    {
        List<string> ids = [];
        foreach (
            string terms in (string[])
                [
                    """{"name":"ci","tenant":"acme","models":["gpt-4o*"],"owner":"ada"}""",
                    """{"name":"nightly","tenant":"globex","expires_at":"2026-11-24T00:00:00Z"}""",
                    JsonSerializer.Serialize(
                        new Dictionary<string, string> { ["name"] = "old " + Attack, ["tenant"] = "acme" }
                    ),
                ]
        )
        {
            JsonElement key = await AskAsync(HttpMethod.Post, "/api/v1/keys", terms);
            ids.Add(key.GetProperty("id").GetString()!);
        }

        await AskAsync(HttpMethod.Post, $"/api/v1/keys/{ids[2]}/revoke");
        Keys = ids;
    }
}
