using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using TokenLedger.Configuration;
using TokenLedger.Demo.Simulation;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Serve;

namespace TokenLedger.Functional.Tests.Budgets;

/// <summary>Budgets written for AgentLedger, with what is right about them: whose they are, when they warn and refuse, and how.</summary>
public sealed class AgentLedgerBudgetTests : IAsyncLifetime
{
    private const string Budgets = """
        compat: agentledger
        budgets:
          default: {daily_limit_usd: 0.05, soft_limit_pct: 0.4, action: block}
          rules:
            - {api_key_pattern: "sk-rich-*", daily_limit_usd: 50}
            - {api_key_pattern: "sk-*-told", daily_limit_usd: 0.000001, action: warn}
            - {tenant_id: acme, monthly_limit_usd: 0.05, action: block}
        tenants:
          enabled: true
          key_mappings:
            - {api_key_pattern: "sk-acme-*", tenant_id: acme}
        """;

    private readonly TempFolder _folder = new();
    private SimulatedProvider _provider = null!;
    private RunningGateway _gateway = null!;
    private HttpClient _http = null!;
    private int _calls;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await SimulatedProvider.StartAsync(new() { RemembersPrompts = false }, Cancellation);
        string file = Path.Combine(_folder.Path, "agentledger.yaml");
        await File.WriteAllTextAsync(
            file,
            $"listen: 127.0.0.1:0\ndata: {Path.Combine(_folder.Path, "data")}\n"
                + $"providers: {{openai: {{upstream: \"{_provider.BaseAddress}\"}}}}\n{Budgets}\n",
            Cancellation
        );
        LoadedConfiguration loaded = ConfigurationLoader.Load(
            file,
            new(),
            _folder.Path,
            new Dictionary<string, string>()
        );
        Assert.Empty(loaded.Problems);
        _gateway = await Composition.StartAsync(
            loaded.Configuration!,
            NullLoggerFactory.Instance,
            TimeProvider.System,
            Cancellation
        );
        _http = new HttpClient { BaseAddress = _gateway.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _gateway.DisposeAsync();
        await _provider.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_key_is_warned_and_refused_by_what_it_spent_itself()
    {
        (HttpResponseMessage first, decimal spent) = await CallAsync("sk-one");
        Assert.InRange(spent, 0.0251m, 0.0499m); // past the soft limit, and two are past the hard one
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.False(first.Headers.Contains("X-AgentLedger-Budget-Warning"));

        (HttpResponseMessage second, decimal more) = await CallAsync("sk-one");
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"daily={spent:0.00}/0.05 monthly=0.00/0.00"),
            second.Headers.GetValues("X-AgentLedger-Budget-Warning").Single()
        );

        (HttpResponseMessage third, _) = await CallAsync("sk-one");
        JsonElement error = JsonElement.Parse(await third.Content.ReadAsStringAsync(Cancellation)).GetProperty("error");
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Equal("budget_exceeded", error.GetProperty("type").GetString());
        Assert.Equal(spent + more, error.GetProperty("daily_spent").GetDecimal());
        Assert.Equal(0.05m, error.GetProperty("daily_limit").GetDecimal());
        Assert.Equal(HttpStatusCode.OK, (await CallAsync("sk-two")).Answer.StatusCode);
    }

    [Fact]
    public async Task The_first_pattern_that_fits_takes_the_place_of_the_default_and_warn_refuses_nothing()
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await CallAsync("sk-rich-told")).Answer.StatusCode);
            (HttpResponseMessage told, _) = await CallAsync("sk-poor-told");
            Assert.Equal(HttpStatusCode.OK, told.StatusCode);
            Assert.True(told.Headers.Contains("X-AgentLedger-Budget-Warning"));
        }
    }

    [Fact]
    public async Task A_tenants_budget_is_spent_by_all_its_keys_and_the_stricter_of_both_decides()
    {
        Assert.Equal(HttpStatusCode.OK, (await CallAsync("sk-acme-1")).Answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync("sk-acme-2")).Answer.StatusCode);

        // Neither key has reached its own limit; together they have reached the tenant's.
        (HttpResponseMessage third, _) = await CallAsync("sk-acme-3");
        string body = await third.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Equal(0.05m, JsonElement.Parse(body).GetProperty("error").GetProperty("monthly_limit").GetDecimal());
    }

    /// <summary>A call of about three cents, and what it cost.</summary>
    private async Task<(HttpResponseMessage Answer, decimal Cost)> CallAsync(string key)
    {
        HttpRequestMessage request = Ask.Post(
            Ask.ChatPath,
            $$"""{"model":"gpt-4o","messages":[{"role":"user","content":"A long answer, number {{++_calls}}"}]}""",
            "words=2800"
        );
        request.Headers.Remove("Authorization");
        request.Headers.Add("Authorization", "Bearer " + key);
        HttpResponseMessage answer = await _http.SendAsync(request, Cancellation);
        decimal cost = answer.Headers.TryGetValues("X-TokenLedger-Cost-Usd", out IEnumerable<string>? told)
            ? decimal.Parse(told.Single(), CultureInfo.InvariantCulture)
            : 0;
        return (answer, cost);
    }
}
