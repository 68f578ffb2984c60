using System.Globalization;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway.Metrics;

namespace TokenLedger.Functional.Tests.Metrics;

/// <summary>What Prometheus itself says to the page.</summary>
public sealed class PrometheusTests
{
    [Fact]
    public async Task Promtool_finds_nothing_wrong_with_our_names()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) => options with { Metrics = new MetricsOptions { AgentLedger = false } }
        );
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.ChatStream("Hi")));

        (int code, string output) = await PrometheusTools.PromtoolAsync(
            ["check", "metrics"],
            (await Scrape.OfAsync(gateway)).Text
        );

        Assert.Equal((0, ""), (code, output));
    }

    [Fact]
    public async Task Promtool_minds_one_name_of_AgentLedgers_and_nothing_else()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Hi")));

        (_, string output) = await PrometheusTools.PromtoolAsync(
            ["check", "metrics"],
            (await Scrape.OfAsync(gateway)).Text
        );

        string only = Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("agentledger_request_duration_ms ", only, StringComparison.Ordinal);
        Assert.Contains("abbreviated units", only, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_Prometheus_scrapes_it_and_answers_with_the_ledgers_figures()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Hi")));
        await gateway.SendAsync(Ask.Post(Ask.MessagesPath, Ask.MessageStream("Hi")));
        await using PrometheusServer prometheus = PrometheusServer.Start(gateway.Address);

        string calls = await prometheus.AnswerAsync("sum(tokenledger_requests_total)", gateway.Cancellation);
        string cost = await prometheus.AnswerAsync("sum(tokenledger_cost_usd_total)", gateway.Cancellation);
        string appends = await prometheus.AnswerAsync(
            "histogram_quantile(0.99, sum by (le) (tokenledger_ledger_append_duration_seconds_bucket)) > 0",
            gateway.Cancellation
        );

        Assert.Equal("2", calls);
        Assert.Equal(
            (await Scrape.OfAsync(gateway)).Sum("tokenledger_cost_usd_total"),
            decimal.Parse(cost, NumberStyles.Float, CultureInfo.InvariantCulture)
        );
        Assert.NotEqual("0", appends);
    }
}
