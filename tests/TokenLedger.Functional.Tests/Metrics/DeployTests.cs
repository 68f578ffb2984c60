using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway.Metrics;

namespace TokenLedger.Functional.Tests.Metrics;

/// <summary>The files of deploy/ fit the gateway they are for.</summary>
public sealed partial class DeployTests
{
    private static readonly string[] KnownLabels =
    [
        .. KnownMetrics.All.SelectMany(metric => metric.Labels),
        "le",
        "job",
        "instance",
    ];

    private static string Folder { get; } = Path.Combine(Repository.Root, "deploy");

    private static JsonElement Board { get; } =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "grafana", "tokenledger.json"))).RootElement;

    private static IEnumerable<JsonElement> Panels =>
        Board.GetProperty("panels").EnumerateArray().Where(panel => panel.GetProperty("type").GetString() != "row");

    private static IEnumerable<string> BoardQueries =>
        Panels.SelectMany(panel =>
            panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("expr").GetString()!)
        );

    private static string Rules { get; } = File.ReadAllText(Path.Combine(Folder, "prometheus", "alerts.yml"));

    [Fact]
    public void Every_metric_and_label_that_the_files_ask_for_is_one_of_ours()
    {
        Dictionary<string, Metric> known = KnownMetrics.All.ToDictionary(metric => metric.Name);
        string[] asked =
        [
            .. MetricName().Matches(string.Join('\n', [.. BoardQueries, Rules])).Select(one => one.Value),
        ];
        string[] labels =
        [
            .. Matcher().Matches(string.Join('\n', [.. BoardQueries, Rules])).Select(one => one.Groups[1].Value),
            .. Grouping()
                .Matches(string.Join('\n', [.. BoardQueries, Rules]))
                .SelectMany(one => one.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries)),
        ];

        Assert.True(asked.Length > 40);
        Assert.DoesNotContain(asked, name => !known.ContainsKey(name) && !IsPartOfHistogram(name, known));
        Assert.NotEmpty(labels);
        Assert.Empty(labels.Except(KnownLabels));
    }

    [Fact]
    public void The_board_asks_the_data_source_that_its_reader_chooses()
    {
        JsonElement[] variables = [.. Board.GetProperty("templating").GetProperty("list").EnumerateArray()];

        Assert.Equal("datasource", variables[0].GetProperty("name").GetString());
        Assert.Equal("datasource", variables[0].GetProperty("type").GetString());
        Assert.All(
            Panels.Concat(variables.Skip(1)),
            one => Assert.Equal("${datasource}", one.GetProperty("datasource").GetProperty("uid").GetString())
        );
        Assert.Equal(Panels.Count(), Panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
    }

    [Theory]
    [InlineData("check config", "prometheus.yml")]
    [InlineData("check rules", "alerts.yml")]
    [InlineData("test rules", "alerts_test.yml")]
    public async Task Promtool_accepts_the_files_of_Prometheus(string command, string file)
    {
        (int code, string output) = await PrometheusTools.PromtoolAsync([
            .. command.Split(' '),
            Path.Combine(Folder, "prometheus", file),
        ]);

        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task Promtool_can_read_every_query_of_the_board()
    {
        using TempFolder folder = new();
        string file = Path.Combine(folder.Path, "board.yml");
        StringBuilder rules = new("groups:\n- name: board\n  rules:\n");
        foreach ((int i, string query) in BoardQueries.Index())
        {
            string plain = query
                .Replace("$__rate_interval", "5m", StringComparison.Ordinal)
                .Replace("$__range", "6h", StringComparison.Ordinal);
            rules.Append($"  - record: board:query:{i}\n    expr: '{plain.Replace("'", "''")}'\n");
        }

        await File.WriteAllTextAsync(file, rules.ToString(), TestContext.Current.CancellationToken);
        (int code, string output) = await PrometheusTools.PromtoolAsync(["check", "rules", file]);

        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task What_a_board_made_for_AgentLedger_asks_is_answered()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Hi")));
        await gateway.SendAsync(Ask.Post(Ask.MessagesPath, Ask.MessageStream("Hi")));
        await using PrometheusServer prometheus = PrometheusServer.Start(gateway.Address);

        Task<string> AnswerAsync(string query) => prometheus.AnswerAsync(query, gateway.Cancellation);

        Assert.Equal("2", await AnswerAsync("sum(agentledger_request_total)"));
        Assert.Equal("1", await AnswerAsync("""sum(agentledger_request_total{status_code="200",streaming="true"})"""));
        Assert.NotEqual("0", await AnswerAsync("sum(agentledger_cost_usd_total)"));
        Assert.NotEqual("0", await AnswerAsync("""sum by (model) (agentledger_cost_usd_total{api_key_hash!=""})"""));
        Assert.NotEqual("0", await AnswerAsync("""sum(agentledger_tokens_total{type="prompt"})"""));
        Assert.NotEqual("0", await AnswerAsync("""sum(agentledger_tokens_total{type="completion"})"""));
        Assert.Equal("0", await AnswerAsync("agentledger_active_sessions"));
        Assert.Equal("0", await AnswerAsync("sum(agentledger_alerts_total) or vector(0)"));
        Assert.Equal("0", await AnswerAsync("sum(agentledger_rate_limited_total) or vector(0)"));
        Assert.NotEqual(
            "NaN",
            await AnswerAsync("histogram_quantile(0.95, sum by (le) (agentledger_request_duration_ms_bucket))")
        );
        Assert.Equal("0", await AnswerAsync("sum(rate(agentledger_request_total[1m]))"));
    }

    private static bool IsPartOfHistogram(string name, Dictionary<string, Metric> known)
    {
        int cut = name.LastIndexOf('_');
        return name[cut..] is "_bucket" or "_sum" or "_count"
            && known.TryGetValue(name[..cut], out Metric? metric)
            && metric.Kind == MetricKind.Histogram;
    }

    [GeneratedRegex(@"\b(?:tokenledger|agentledger|process|dotnet)_[a-z_]+")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"[{,]([a-z_]+)(?:=~|!~|!=|=)""")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\bby \(([a-z_, ]+)\)")]
    private static partial Regex Grouping();
}
