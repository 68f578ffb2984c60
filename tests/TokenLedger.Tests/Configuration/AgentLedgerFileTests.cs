using System.Text.RegularExpressions;
using TokenLedger.Configuration;
using TokenLedger.Configuration.Keys;
using TokenLedger.Configuration.Yaml;

namespace TokenLedger.Tests.Configuration;

public sealed class AgentLedgerFileTests
{
    private static readonly string OffFile = Path.Combine(AppContext.BaseDirectory, "data", "agentledger-off.yaml");

    public static TheoryData<string, string> WhatIsMissing { get; } =
        new()
        {
            { "mcp: {enabled: true}", "mcp.enabled" },
            { "cors: {allow_origins: [\"https://a.example\"]}", "cors.allow_origins[0]" },
            { "tls: {cert_file: a.pem}", "tls.cert_file" },
            { "tls: {key_file: a.pem}", "tls.key_file" },
            { "storage: {driver: postgres}", "storage.driver" },
        };

    [Fact]
    public void Its_file_is_accepted_when_everything_missing_is_off()
    {
        using ConfigurationCase one = new(File.ReadAllText(OffFile), "agentledger.yaml");

        LoadedConfiguration loaded = one.Load();

        Assert.Empty(loaded.Problems);
        Assert.Equal(
            ["openai", "anthropic", "groq", "mistral"],
            loaded.Configuration!.Gateway.Upstreams.Take(4).Select(upstream => upstream.Name)
        );
    }

    [Fact]
    public void Each_key_without_effect_draws_one_warning()
    {
        using ConfigurationCase one = new(File.ReadAllText(OffFile), "agentledger.yaml");

        string[] keys = [.. one.Shorten(one.Load().Warnings).Select(warning => warning.Split(": ")[1])];

        Assert.Equal(
            [
                "dashboard.enabled",
                "listen",
                "recording.buffer_size",
                "recording.workers",
                "storage.dsn",
                "storage.max_idle_conns",
                "storage.max_open_conns",
            ],
            keys.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void That_file_holds_every_key_AgentLedger_has()
    {
        Remarks remarks = new();
        YamlMapping root = YamlFileReader.Read(OffFile, File.ReadAllText(OffFile), remarks)!;
        HashSet<string> written = [.. Paths(root, KnownKeys.Root, "")];

        Assert.Empty(remarks.Problems);
        Assert.Empty(
            KnownKeys.All.Where(key => key.InAgentLedger).Select(key => key.Path.Replace("[]", "")).Except(written)
        );
    }

    [Theory]
    [MemberData(nameof(WhatIsMissing))]
    public void A_feature_that_is_not_available_is_refused_by_its_key_with_a_way_out(string yaml, string key)
    {
        string problem = Assert.Single(ConfigurationCase.ProblemsOf("log:\n  level: info\n" + yaml));

        Assert.StartsWith("3:", problem, StringComparison.Ordinal);
        Assert.Contains($" {key}: not available yet; ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cases_above_name_every_key_that_can_ask_for_something_missing() =>
        Assert.Equal(
            KnownKeys.All.Where(key => key.NotBuilt is not null).Select(key => key.Path).Order(),
            WhatIsMissing.Select(row => Regex.Replace(row.Data.Item2, "[0-9]+", "")).Order()
        );

    [Fact]
    public void Its_keys_are_read_without_regard_to_case() =>
        Assert.Equal(5, ConfigurationCase.Load("Listen: 127.0.0.1:5\n").Configuration?.Gateway.Listen.Port);

    private static IEnumerable<string> Paths(YamlValue value, KeyLevel level, string path) =>
        value switch
        {
            YamlMapping mapping => mapping.Members.SelectMany(member =>
                Paths(
                    member.Value,
                    level.Member(member.Name)!,
                    $"{path}.{(level.AnyName is null ? member.Name : "<name>")}".TrimStart('.')
                )
            ),
            YamlList { Items.Count: > 0 } list => list.Items.SelectMany(item => Paths(item, level.Items!, path)),
            _ => [path],
        };
}
