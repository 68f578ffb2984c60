using System.Net;
using System.Text.Json;
using TokenLedger.Ledger.Control;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Api;

public sealed class ReportsApiTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_series_has_a_point_for_every_day_also_for_those_without_calls()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Samples.Call(host.Ledger, "1.25", at: ApiHost.Now.AddDays(-2));
        Samples.Call(host.Ledger, "2", at: ApiHost.Now);

        JsonElement series = await Get(host, "/api/v1/series?from=2026-11-18&to=2026-11-22&by=provider");

        string[] costs = ["0", "1.25", "0", "2"];
        Assert.Equal(costs, Costs(series.GetProperty("total")));
        Assert.Equal(costs, Costs(series.GetProperty("groups")[0].GetProperty("points")));
        Assert.Equal(
            "openai",
            series.GetProperty("groups")[0].GetProperty("group").GetProperty("provider").GetString()
        );
        Assert.Equal("day", series.GetProperty("per").GetString());
        Assert.Equal(4, series.GetProperty("as_of_entry").GetInt64());
        Assert.Equal(0, series.GetProperty("other").GetArrayLength());
    }

    [Fact]
    public async Task Latency_is_told_in_milliseconds_with_its_histogram()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Samples.Call(host.Ledger, "1", at: ApiHost.Now);

        JsonElement latency = await Get(host, "/api/v1/latency?by=agent&last=1h");

        JsonElement answer = latency.GetProperty("total").GetProperty("answer");
        Assert.Equal((812, 812), (answer.GetProperty("p50_ms").GetInt64(), answer.GetProperty("max_ms").GetInt64()));
        Assert.Equal(
            1,
            answer.GetProperty("histogram").EnumerateArray().Sum(band => band.GetProperty("calls").GetInt64())
        );
        Assert.Equal(
            JsonValueKind.Null,
            latency.GetProperty("rows")[0].GetProperty("group").GetProperty("agent").ValueKind
        );
    }

    [Fact]
    public async Task Costs_are_compared_with_the_time_before_and_shown_in_a_currency_beside_dollars()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Samples.Call(host.Ledger, "4", at: ApiHost.Now.AddHours(-30));
        Samples.Call(host.Ledger, "3", at: ApiHost.Now.AddHours(-3));

        JsonElement costs = await Get(host, "/api/v1/costs?last=24h&compare=previous&currency=EUR");

        JsonElement change = costs.GetProperty("total_change");
        Assert.Equal("4", change.GetProperty("before").GetProperty("cost_usd").GetString());
        Assert.Equal("-1", change.GetProperty("difference_usd").GetString());
        Assert.Equal(-25, change.GetProperty("percent").GetDecimal());
        Assert.Equal("3", costs.GetProperty("total").GetProperty("cost_usd").GetString());
        Assert.Equal("1.5", costs.GetProperty("total").GetProperty("cost_in_currency").GetString());
        Assert.Equal("2026-11-20", costs.GetProperty("currency").GetProperty("date").GetString());
        Assert.Equal(
            ApiHost.Now.AddHours(-48),
            costs.GetProperty("compared_with").GetProperty("from").GetDateTimeOffset()
        );
    }

    [Fact]
    public async Task A_change_from_nothing_has_no_percent_and_says_so()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Samples.Call(host.Ledger, "3", at: ApiHost.Now.AddHours(-3));

        JsonElement costs = await Get(host, "/api/v1/costs?last=24h&compare=previous");

        JsonElement percent = costs.GetProperty("rows")[0].GetProperty("change").GetProperty("percent");
        Assert.Equal(JsonValueKind.Null, percent.ValueKind);
    }

    [Fact]
    public async Task Efficiency_tells_who_said_how_much_of_the_prompts_and_of_how_many()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Samples.Call(host.Ledger, "1", at: ApiHost.Now);
        Entry authorization = Samples.Authorization(at: ApiHost.Now);
        host.Ledger.Append(authorization);
        Entry settlement = Samples.Settlement(authorization, "1");
        host.Ledger.Append(settlement with { ContextTokens = 100, PromptParts = new(5, 3, 1, 1) });

        JsonElement answer = await Get(host, "/api/v1/efficiency");

        Assert.Equal(
            "{\"tokens\":100,\"coverage\":0.5,\"system_tokens\":50,\"user_tokens\":30,\"model_tokens\":10,"
                + "\"tool_tokens\":10,\"system_share\":0.5,\"user_share\":0.3,\"model_share\":0.1,\"tool_share\":0.1}",
            answer.GetProperty("total").GetProperty("prompt").GetRawText()
        );
    }

    [Fact]
    public async Task Every_report_describes_the_words_it_takes()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Dictionary<string, string[]> parameters = (await Get(host, "/openapi/v1.json"))
            .GetProperty("paths")
            .EnumerateObject()
            .Where(path =>
                path.Value.TryGetProperty("get", out JsonElement get) && get.TryGetProperty("parameters", out _)
            )
            .ToDictionary(
                path => path.Name,
                path =>
                    path.Value.GetProperty("get")
                        .GetProperty("parameters")
                        .EnumerateArray()
                        .Select(one => one.GetProperty("name").GetString()!)
                        .ToArray()
            );

        // How budgets are used up is about accounts, not about calls of a time.
        string[] reports =
        [
            .. parameters
                .Where(path => path.Value.Contains("currency") && path.Key != "/api/v1/reports/budgets")
                .Select(path => path.Key),
            "/api/v1/latency",
            "/api/v1/errors",
        ];
        Assert.InRange(reports.Length, 16, 100);
        foreach (string report in reports)
        {
            string[] missing =
            [
                .. ((string[])["last", "from", "to", "where", "tenant", "basis"]).Except(parameters[report]),
            ];
            Assert.True(missing.Length == 0, $"{report} does not describe {string.Join(", ", missing)}");
            Assert.Equal(parameters[report].Length, parameters[report].Distinct().Count());
        }

        string[] compared = [.. parameters.Where(path => path.Value.Contains("compare")).Select(path => path.Key)];
        Assert.Contains("/api/v1/series", compared);
        Assert.Contains("/api/v1/chargeback", compared);
        Assert.Contains("/api/v1/reports/expensive", compared);
    }

    [Theory]
    [InlineData("series")]
    [InlineData("latency")]
    [InlineData("errors")]
    [InlineData("efficiency")]
    public async Task An_empty_ledger_gives_zeros_and_empty_lists(string report)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        JsonElement document = await Get(host, "/api/v1/" + report);
        Assert.All(NumbersOf(document.GetProperty("total")), number => Assert.Equal(0, number));
        Assert.Equal(0, document.GetProperty(report == "series" ? "groups" : "rows").GetArrayLength());
    }

    [Theory]
    [InlineData("costs")]
    [InlineData("series")]
    [InlineData("latency")]
    [InlineData("errors")]
    [InlineData("efficiency")]
    [InlineData("coverage")]
    public async Task A_reader_of_one_tenant_sees_only_its_own(string report)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Samples.Call(host.Ledger, "1", who: new Attribution { Tenant = "a" }, at: ApiHost.Now);
        Samples.Call(host.Ledger, "2", who: new Attribution { Tenant = "b" }, at: ApiHost.Now);
        host.Reader = new ReadScope("a", false);

        string own = await host.Client.GetStringAsync(
            new Uri($"/api/v1/{report}?by=tenant", UriKind.Relative),
            Cancellation
        );
        using HttpResponseMessage another = await host.Client.GetAsync(
            new Uri($"/api/v1/{report}?where=tenant%3Db", UriKind.Relative),
            Cancellation
        );

        Assert.Contains("\"tenant\":\"a\"", own, StringComparison.Ordinal);
        Assert.DoesNotContain("\"tenant\":\"b\"", own, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, another.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/series?per=fortnight", "Choose from minute")]
    [InlineData("/api/v1/series?rank=beauty", "Choose from cost")]
    [InlineData("/api/v1/series?per=minute&last=30d", "longer period")]
    [InlineData("/api/v1/series?to=2026-11-01", "beginning")]
    [InlineData("/api/v1/series?limit=51", "at most 50")]
    [InlineData("/api/v1/costs?compare=never", "Choose previous")]
    [InlineData("/api/v1/costs?compare=previous&to=2026-11-01", "has begun")]
    [InlineData("/api/v1/costs?currency=CHF", "there is EUR")]
    [InlineData("/api/v1/coverage?expect=model", "Choose from feature")]
    [InlineData("/api/v1/latency?limit=0", "at most 10000")]
    [InlineData("/api/v1/latency?where=nonsense", "NAME=VALUE")]
    [InlineData("/api/v1/latency?time-zone=Mars", "IANA")]
    public async Task A_question_that_makes_no_sense_is_told_what_to_do(string path, string says)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        using HttpResponseMessage answer = await host.Client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_are_described_with_their_parameters_and_their_documents()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        JsonElement document = await Get(host, "/openapi/v1.json");
        foreach (string report in (string[])["costs", "series", "latency", "errors", "efficiency"])
        {
            JsonElement get = document.GetProperty("paths").GetProperty("/api/v1/" + report).GetProperty("get");
            Assert.NotEmpty(get.GetProperty("summary").GetString()!);
            HashSet<string?> names =
            [
                .. get.GetProperty("parameters").EnumerateArray().Select(one => one.GetProperty("name").GetString()),
            ];
            Assert.Superset(
                new HashSet<string?> { "last", "from", "to", "where", "tenant", "basis", "time-zone", "by" },
                names
            );
            JsonElement answer = get.GetProperty("responses").GetProperty("200").GetProperty("content");
            string schema = answer
                .GetProperty("application/json")
                .GetProperty("schema")
                .GetProperty("$ref")
                .GetString()!;
            JsonElement described = document
                .GetProperty("components")
                .GetProperty("schemas")
                .GetProperty(schema.Split('/')[^1]);
            Assert.True(described.GetProperty("properties").TryGetProperty("as_of_entry", out _));
            Assert.Contains(
                "total",
                described.GetProperty("required").EnumerateArray().Select(name => name.GetString())
            );
        }
    }

    private static IEnumerable<string?> Costs(JsonElement points) =>
        points.EnumerateArray().Select(point => point.GetProperty("cost_usd").GetString());

    private static IEnumerable<decimal> NumbersOf(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Array => element.EnumerateArray().SelectMany(NumbersOf),
            JsonValueKind.Object => element
                .EnumerateObject()
                .Where(member => member.Name != "up_to_ms")
                .SelectMany(member => NumbersOf(member.Value)),
            JsonValueKind.Number => [element.GetDecimal()],
            _ => [],
        };

    private static async Task<JsonElement> Get(ApiHost host, string path) =>
        JsonElement.Parse(await host.Client.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation));
}
