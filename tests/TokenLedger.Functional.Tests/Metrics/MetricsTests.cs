using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Limits;
using TokenLedger.Gateway.Metrics;

namespace TokenLedger.Functional.Tests.Metrics;

public sealed class MetricsTests
{
    private static async Task CallAsync(TestGateway gateway)
    {
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("One")));
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.ChatStream("Two")));
        await gateway.SendAsync(Ask.Post(Ask.MessagesPath, Ask.Message("Three")));
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Four"), "status=500"));
    }

    [Fact]
    public async Task Every_counter_is_the_sum_of_the_entries_that_the_ledger_shows()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await CallAsync(gateway);

        IReadOnlyList<LedgerEntry> entries = await gateway.EntriesAsync();
        Scrape page = await Scrape.OfAsync(gateway);

        LedgerEntry[] settled = [.. entries.Where(entry => entry.Kind == "settlement")];
        Assert.NotEmpty(settled);
        Assert.Equal(entries.Count(entry => entry.IsEnd), page.Sum("tokenledger_requests_total"));
        Assert.Equal(
            settled.Sum(entry => decimal.Parse(entry.Text("cost_usd") ?? "0", CultureInfo.InvariantCulture)),
            page.Sum("tokenledger_cost_usd_total")
        );
        Assert.Equal(
            settled.Sum(entry => entry.Quantities.Values.Sum()),
            page.Sum("tokenledger_tokens_total") + page.Sum("tokenledger_units_total")
        );
        Assert.Equal(page.Sum("tokenledger_tokens_total"), page.Sum("agentledger_tokens_total"));
        Assert.Equal(1, page.Sum("tokenledger_requests_total", "streamed=\"true\"", "outcome=\"served\""));
        Assert.Equal(1, page.Sum("agentledger_request_total", "status_code=\"500\""));
        Assert.Equal(0, page.Sum("tokenledger_holds_open"));
        Assert.Equal(0, page.Sum("tokenledger_drift_total"));
        Assert.Equal(entries.Count, page.Sum("tokenledger_ledger_entries"));
        Assert.True(page.Sum("tokenledger_ledger_append_duration_seconds_count") >= entries.Count - 2);
        Assert.Equal(0, page.Sum("tokenledger_follower_lag_entries", "follower=\"metrics\""));
        Assert.Single(page.Series("tokenledger_follower_lag_entries", "follower=\"projection\""));
    }

    [Fact]
    public async Task After_a_restart_counters_begin_at_nothing()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await CallAsync(gateway);
        await gateway.RestartAsync();

        Assert.Empty((await Scrape.OfAsync(gateway)).Series("tokenledger_requests_total"));
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Again")));
        Assert.Equal(1, (await Scrape.OfAsync(gateway)).Sum("tokenledger_requests_total"));
    }

    [Fact]
    public async Task Refusals_are_counted_by_reason_and_rule_the_repeats_when_they_are_recorded()
    {
        RateLimit limit = new()
        {
            Id = "slow",
            Per = ["user"],
            Allowances = [new(RateMeasure.Requests, 1, RatePeriod.Hour)],
        };
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) => options with { RateLimits = [limit] }
        );
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Hi")));
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Hi")));

        Scrape page = await Scrape.OfAsync(gateway);

        Assert.Equal(1, page.Sum("tokenledger_refusals_total", "reason=\"rate_limited\"", "rule=\"limit:slow\""));
        Assert.Equal(1, page.Sum("agentledger_rate_limited_total"));
    }

    [Fact]
    public async Task The_page_holds_every_metric_there_is_and_no_other()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await CallAsync(gateway);

        string[] written =
        [
            .. (await Scrape.OfAsync(gateway))
                .Text.Split('\n')
                .Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[2]),
        ];

        Assert.Equal(KnownMetrics.All.Select(metric => metric.Name).Order(), written.Order());
    }

    [Fact]
    public async Task OpenMetrics_is_written_when_it_is_asked_for()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, "/metrics");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/openmetrics-text;version=1.0.0"));

        Received page = await gateway.SendAsync(request);

        Assert.StartsWith("application/openmetrics-text", page.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.EndsWith("# EOF\n", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, HttpStatusCode.Unauthorized)]
    [InlineData(true, HttpStatusCode.OK)]
    public async Task Without_a_token_only_a_public_page_is_shown(bool isPublic, HttpStatusCode expected)
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) =>
                options with
                {
                    AdminToken = "metrics-test-0123456789",
                    Metrics = new MetricsOptions { Public = isPublic },
                }
        );

        Received page = await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/metrics"));

        Assert.Equal((int)expected, page.Status);
        using HttpRequestMessage asked = new(HttpMethod.Get, "/metrics");
        asked.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "metrics-test-0123456789");
        Assert.Equal(200, (await gateway.SendAsync(asked)).Status);
    }
}
