using System.Text.RegularExpressions;
using TokenLedger.Configuration;
using TokenLedger.Configuration.Keys;
using TokenLedger.Gateway;
using TokenLedger.Tests.Documentation;

namespace TokenLedger.Tests.Configuration;

public sealed partial class DocumentationTests
{
    private static readonly string Example = Read("tokenledger.example.yaml");
    private static readonly string Documentation = Read("configuration.md");

    [Fact]
    public void The_example_is_read_without_a_word_and_says_the_defaults()
    {
        LoadedConfiguration loaded = ConfigurationCase.Load(Example);

        Assert.Empty(loaded.Problems);
        Assert.Empty(loaded.Warnings);
        DefaultsTests.AssertSame(new GatewayOptions(), loaded.Configuration!.Gateway);
    }

    [Fact]
    public void The_example_with_everything_uncommented_is_read_too()
    {
        using ConfigurationCase one = new(Uncomment().Replace(Example, "$1"));
        string token = one.Write("admin.token", "0123456789abcdef");
        string key = one.Write("anthropic.key", "sk-ant-example");
        string alice = one.Write("alice.token", "alice-0123456789abcdef");
        one.With("OPENAI_API_KEY", "sk-example").With("ACME_REPORTS_TOKEN", "acme-0123456789abcdef");
        string opa = one.Write("opa.token", "opa-example");
        string slack = one.Write("slack.url", "https://hooks.slack.com/services/T0/B0/example");
        string secret = one.Write("webhook.secret", "whsec_" + Convert.ToBase64String(new byte[32]));
        string headers = one.Write("otlp.headers", "authorization: Bearer example");
        string password = one.Write("smtp.password", "example");
        string aws = one.Write("aws.credentials", "[default]\naws_access_key_id = a\naws_secret_access_key = b\n");
        File.WriteAllText(
            one.File,
            File.ReadAllText(one.File)
                .Replace("/etc/tokenledger/admin.token", token, StringComparison.Ordinal)
                .Replace("/etc/tokenledger/aws.credentials", aws, StringComparison.Ordinal)
                .Replace("/etc/tokenledger/alice.token", alice, StringComparison.Ordinal)
                .Replace("/etc/tokenledger/anthropic.key", key, StringComparison.Ordinal)
                .Replace("/etc/tokenledger/opa.token", opa, StringComparison.Ordinal)
                .Replace("/etc/tokenledger/slack.url", slack, StringComparison.Ordinal)
                .Replace("/etc/tokenledger/webhook.secret", secret, StringComparison.Ordinal)
                .Replace("/etc/tokenledger/otlp.headers", headers, StringComparison.Ordinal)
                .Replace("/etc/tokenledger/smtp.password", password, StringComparison.Ordinal)
                .Replace("  token: ...\n", "", StringComparison.Ordinal)
        );

        LoadedConfiguration loaded = one.Load();

        Assert.Empty(loaded.Problems);
        Assert.Equal(
            ["openai", "anthropic", "azure", "bedrock", "local"],
            loaded.Configuration!.Gateway.Upstreams.Take(5).Select(upstream => upstream.Name)
        );
    }

    [Fact]
    public void The_example_mentions_every_key_of_ours()
    {
        IEnumerable<string> missing = OwnKeys
            .All.Concat(IdentityKeys.All)
            .Concat(AlertKeys.All)
            .Concat(PolicyKeys.All)
            .Concat(UpstreamCareKeys.All)
            .Concat(MetricsKeys.All)
            .Concat(OtlpKeys.All)
            .Concat(ExportKeys.All)
            .Select(key => key.Path.Split('.').Last(part => part[0] != '<').Replace("[]", "", StringComparison.Ordinal))
            .Where(name => !Regex.IsMatch(Example, $"^[ #-]*{name}:", RegexOptions.Multiline));

        Assert.Empty(missing);
    }

    /// <summary>With TOKENLEDGER_UPDATE_DOCS=1 the tables are written instead of compared.</summary>
    [Fact]
    public void The_documentation_holds_exactly_the_keys_there_are_with_kind_default_and_meaning()
    {
        if (Environment.GetEnvironmentVariable("TOKENLEDGER_UPDATE_DOCS") == "1")
        {
            string page = Path.Combine(ProvidersPageTests.Root, "docs", "configuration.md");
            File.WriteAllText(page, WithRows(Documentation));
            return;
        }

        Assert.Equal(KnownKeys.All.Select(Row), Documentation.Split('\n').Where(IsRow));
    }

    /// <summary>The page with every row of keys in its place: ours in the first table, those of AgentLedger only in the last.</summary>
    private static string WithRows(string page)
    {
        List<string> lines = [.. page.Split('\n').Where(line => !IsRow(line))];
        IEnumerable<string> theirs = AgentLedgerKeys.All.Select(Row);
        lines.InsertRange(lines.LastIndexOf(TableEnd) + 1, theirs);
        lines.InsertRange(lines.IndexOf(TableEnd) + 1, KnownKeys.All.Select(Row).Except(theirs));
        return string.Join('\n', lines);
    }

    private const string TableEnd = "|---|---|---|---|";

    private static bool IsRow(string line) =>
        line.StartsWith("| `", StringComparison.Ordinal) && !line.StartsWith("| `/", StringComparison.Ordinal);

    private static string Row(ConfigurationKey key)
    {
        string unset = key.Default.Length == 0 ? "" : $"`{key.Default}`";
        return $"| `{key.Path}` | {key.Kind.Name.Replace("|", "\\|", StringComparison.Ordinal)} | {unset} | {key.Meaning} |";
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", name));

    /// <summary>Lines such as "  # data: x"; prose never holds a colon straight after its first word.</summary>
    [GeneratedRegex("^((?:  )*)# (?=(?:    |  )*(?:- )?[a-z_0-9]+:(?: [^ ]|$))", RegexOptions.Multiline)]
    private static partial Regex Uncomment();
}
