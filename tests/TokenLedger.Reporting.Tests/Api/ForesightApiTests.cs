using System.Net;
using System.Text.Json;
using TokenLedger.Ledger.Control;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Api;

public sealed class ForesightApiTests : IAsyncLifetime
{
    private ApiHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        for (int day = 40; day >= 1; day--)
        {
            Call(day, "acme", "10");
            Call(day, "other", day == 1 ? "900" : "10");
        }
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Each_report_is_there_and_stamped_with_the_ledger()
    {
        foreach (string path in Paths)
        {
            JsonElement document = await GetAsync(path);
            Assert.Equal(160, document.GetProperty("ledger_size").GetInt64());
            Assert.Equal(160, document.GetProperty("as_of_entry").GetInt64());
        }

        JsonElement forecast = await GetAsync("forecast?days=10&by=tenant");
        Assert.Equal(
            "100.00",
            forecast.GetProperty("groups")[1].GetProperty("total").GetProperty("expected").GetString()
        );
        JsonElement anomaly = Assert.Single(
            (await GetAsync("anomalies?of=cost&by=tenant")).GetProperty("anomalies").EnumerateArray()
        );
        Assert.Equal("910.00", anomaly.GetProperty("value").GetString());
        Assert.Equal(
            "other",
            anomaly.GetProperty("contributors")[0].GetProperty("group").GetProperty("tenant").GetString()
        );
        JsonElement drivers = await GetAsync("reports/drivers?last=7d&by=tenant");
        Assert.Equal("890", drivers.GetProperty("total").GetProperty("change_usd").GetString());
        Assert.Empty((await GetAsync("reports/budgets")).GetProperty("accounts").EnumerateArray());
    }

    [Fact]
    public async Task A_tenant_sees_its_own_calls_only_whatever_it_asks_for()
    {
        _host.Reader = new ReadScope("acme", false);
        foreach (string path in Paths)
        {
            Assert.DoesNotContain("900", (await GetAsync(path)).GetRawText(), StringComparison.Ordinal);
        }

        Assert.Empty((await GetAsync("anomalies?of=cost")).GetProperty("anomalies").EnumerateArray());
        JsonElement variants = (await GetAsync("reports/compare?by=tenant")).GetProperty("variants");
        Assert.Equal(
            "acme",
            Assert.Single(variants.EnumerateArray()).GetProperty("group").GetProperty("tenant").GetString()
        );
    }

    [Theory]
    [InlineData("forecast")]
    [InlineData("anomalies")]
    [InlineData("reports/drivers")]
    [InlineData("reports/compare")]
    [InlineData("reports/waste")]
    [InlineData("reports/expensive")]
    [InlineData("reports/outcomes")]
    [InlineData("reports/sessions")]
    [InlineData("reports/sessions/s1")]
    [InlineData("reports/agents")]
    [InlineData("chargeback")]
    [InlineData("export")]
    [InlineData("costs")]
    [InlineData("series")]
    [InlineData("latency")]
    [InlineData("errors")]
    [InlineData("efficiency")]
    [InlineData("coverage")]
    public async Task Asking_for_another_tenant_is_refused_in_the_same_words_everywhere(string path)
    {
        _host.Reader = new ReadScope("acme", false);
        foreach (string words in (string[])["tenant=other", "where=tenant%3Dother"])
        {
            using HttpResponseMessage response = await _host.Client.GetAsync(
                new Uri($"/api/v1/{path}?{words}", UriKind.Relative),
                TestContext.Current.CancellationToken
            );
            Assert.Equal(System.Net.HttpStatusCode.BadRequest, response.StatusCode);
            string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("yours, or be left out", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("forecast?days=0", "'days' must be 1 to 366")]
    [InlineData("forecast?of=colour", "'of' must be cost, tokens, calls")]
    [InlineData("anomalies?period=week", "'period' must be day, hour")]
    [InlineData("anomalies?by=a,b", "There is no grouping 'a'")]
    [InlineData("reports/drivers?against-to=2026-01-01", "together")]
    [InlineData("reports/compare?limit=0", "'limit' must be 1 to 100")]
    [InlineData("reports/budgets?accounts=0", "'accounts' must be 1 to 100")]
    public async Task What_makes_no_sense_is_refused_with_what_would(string path, string message)
    {
        HttpResponseMessage answer = await _host.Client.GetAsync(
            $"/api/v1/{path}",
            TestContext.Current.CancellationToken
        );

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            message,
            JsonElement
                .Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
                .GetProperty("error")
                .GetProperty("message")
                .GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_words_of_each_report_are_in_the_description_of_the_api()
    {
        string text = await _host.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        JsonElement parameters = JsonElement
            .Parse(text)
            .GetProperty("paths")
            .GetProperty("/api/v1/forecast")
            .GetProperty("get")
            .GetProperty("parameters");

        Assert.Equal(
            ["of", "days", "by", "limit", "last", "from", "to", "where", "tenant", "basis", "time-zone", "currency"],
            parameters.EnumerateArray().Select(one => one.GetProperty("name").GetString())
        );
    }

    private static string[] Paths { get; } =
    ["forecast?days=7", "anomalies?of=cost", "reports/drivers?last=7d", "reports/compare", "reports/budgets"];

    private void Call(int daysAgo, string tenant, string cost) =>
        Samples.Call(
            _host.Ledger,
            cost,
            who: new Attribution { Tenant = tenant },
            at: new DateTimeOffset(ApiHost.Now.Date.AddDays(-daysAgo).AddHours(20), TimeSpan.Zero)
        );

    private async Task<JsonElement> GetAsync(string path) =>
        JsonElement.Parse(await _host.Client.GetStringAsync($"/api/v1/{path}", TestContext.Current.CancellationToken));
}
