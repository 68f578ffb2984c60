using System.Text.Json;
using TokenLedger.Tests.Configuration;

namespace TokenLedger.Tests.Commands;

/// <summary>tokenledger rates: list, show, check, diff, import.</summary>
public sealed class RatesCommandTests
{
    private const string BuiltIn = "--rates";

    [Fact]
    public async Task Show_says_how_a_name_leads_to_its_prices()
    {
        Run run = await Show("claude-opus-4-5-20251101", "--provider", "anthropic", "--json");
        JsonElement shown = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("claude-opus-4-5", shown.GetProperty("model").GetString());
        Assert.Equal("exact-prefix", shown.GetProperty("how").GetString());
        Assert.Matches("^anthropic/claude-opus-4-5@[0-9a-f]{12}$", shown.GetProperty("row").GetString());
        JsonElement price = shown
            .GetProperty("prices")
            .EnumerateArray()
            .First(price => price.GetProperty("meter").GetString() == "tokens.input");
        Assert.Equal(("5", 1_000_000), (price.GetProperty("usd").GetString(), price.GetProperty("per").GetInt32()));
    }

    [Theory]
    [InlineData("2026-08-20T23:59:59Z", "5")]
    [InlineData("2026-08-21", "4")]
    public async Task Show_tells_the_prices_of_the_instant_asked_for(string at, string usd)
    {
        Run run = await Show("gpt-5.6-sol", "--provider", "openai", "--at", at, "--json");
        JsonElement first = JsonDocument.Parse(run.Output).RootElement.GetProperty("prices")[0];
        Assert.Equal(usd, first.GetProperty("usd").GetString());
    }

    [Fact]
    public async Task Show_without_a_provider_names_the_maker_first_and_the_others_after()
    {
        Run run = await Show("gpt-4o", "--json");
        JsonElement shown = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("openai", shown.GetProperty("provider").GetString());
        Assert.Contains(
            "azure",
            shown.GetProperty("others").EnumerateArray().Select(other => other.GetProperty("provider").GetString())
        );
        Assert.Contains("also at azure", (await Show("gpt-4o")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_without_a_price_is_null_in_JSON_and_a_failure_with_a_way_out_for_people()
    {
        Run json = await Show("gpt-9-preview", "--provider", "openai", "--json");
        JsonElement shown = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal(0, json.ExitCode);
        Assert.Equal(
            (JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Null, 0),
            (
                shown.GetProperty("model").ValueKind,
                shown.GetProperty("how").ValueKind,
                shown.GetProperty("row").ValueKind,
                shown.GetProperty("prices").GetArrayLength()
            )
        );
        Run text = await Show("gpt-4o-mimi", "--provider", "openai");
        Assert.Equal((1, ""), (text.ExitCode, text.Output));
        Assert.Contains("did you mean \"gpt-4o-mini\"?", text.Error, StringComparison.Ordinal);
        Assert.Contains("unpriced, not free", text.Error, StringComparison.Ordinal);
        Assert.Contains(
            "has no provider opnai (did you mean \"openai\"?)",
            (await Show("x", "--provider", "opnai")).Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_instant_that_is_none_is_refused_with_its_form()
    {
        Run run = await Show("gpt-4o", "--at", "tomorrow");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(
            "--at: 'tomorrow' is not an instant; write it like 2026-11-02",
            run.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task List_shows_what_is_in_force_and_filters()
    {
        Run run = await Run.Of(
            "rates",
            "list",
            BuiltIn,
            "built-in",
            "--provider",
            "anthropic",
            "--model",
            "claude-haiku*",
            "--at",
            "2026-11-02"
        );
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches("anthropic +claude-haiku-4-5 +1 +0.1 +1.25 +5", run.Output);
        Assert.DoesNotContain("claude-opus", run.Output, StringComparison.Ordinal);
        Run json = await Run.Of("rates", "list", BuiltIn, "built-in", "--provider", "anthropic", "--json");
        Assert.All(
            JsonDocument.Parse(json.Output).RootElement.GetProperty("rates").EnumerateArray(),
            row => Assert.Equal("anthropic", row.GetProperty("provider").GetString())
        );
    }

    [Fact]
    public async Task The_built_in_tables_are_in_order()
    {
        Run run = await Run.Of("rates", "check");
        Assert.Equal((0, "33 tables, 2,373 rows: in order\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Check_names_file_row_and_remedy_and_exits_with_1()
    {
        using ConfigurationCase one = new();
        string good = one.Write("rates/good.json", Table("good", "1"));
        string bad = one.Write("rates/bad.json", Table("bad", "1e-6"));
        Run run = await Run.Of("rates", "check", Path.GetDirectoryName(bad)!);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            $"{bad}: m (row 1): usd of tokens.input is not a plain decimal",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.EndsWith("2 tables, 1 row: 1 problem\n", run.Output, StringComparison.Ordinal);
        Run json = await Run.Of("rates", "check", bad, "--json");
        JsonElement problem = JsonDocument.Parse(json.Output).RootElement.GetProperty("problems")[0];
        Assert.Equal(
            (bad, "m (row 1)"),
            (problem.GetProperty("file").GetString(), problem.GetProperty("row").GetString())
        );
        Assert.Equal(0, (await Run.Of("rates", "check", good)).ExitCode);
        Assert.Equal(2, (await Run.Of("rates", "check", "/no/such/table.json")).ExitCode);
    }

    [Fact]
    public async Task Diff_says_each_changed_price_on_a_line_of_its_own()
    {
        using ConfigurationCase one = new();
        string before = one.Write("a.json", Table("p", "1"));
        string after = one.Write("b.json", Table("p", "0.8"));
        Run run = await Run.Of("rates", "diff", before, after);
        Assert.StartsWith(
            "~ p m: tokens.input 1 -> 0.8 per 1M\n1 difference from book",
            run.Output,
            StringComparison.Ordinal
        );
        JsonElement change = JsonDocument
            .Parse((await Run.Of("rates", "diff", before, after, "--json")).Output)
            .RootElement.GetProperty("changes")[0];
        Assert.Equal(
            ("price_changed", "1", "0.8"),
            (
                change.GetProperty("kind").GetString(),
                change.GetProperty("before").GetString(),
                change.GetProperty("after").GetString()
            )
        );
        Assert.StartsWith(
            "No difference",
            (await Run.Of("rates", "diff", before, before)).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Import_writes_tables_that_pass_the_check_and_says_what_was_left()
    {
        using ConfigurationCase one = new();
        string foreign = one.Write(
            "prices.json",
            """{"gpt-9":{"litellm_provider":"openai","input_cost_per_token":1.25e-06,"strange_cost":1},"zero":{"litellm_provider":"openai","input_cost_per_token":0.0}}"""
        );
        string folder = Path.Combine(one.Folder, "imported");
        Run run = await Run.Of("rates", "import", foreign, "-o", folder);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith($"litellm: 1 row of 1 provider written to {folder}\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("1  strange_cost (openai/gpt-9)", run.Output, StringComparison.Ordinal);
        Assert.Contains("every price is 0", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await Run.Of("rates", "check", folder)).ExitCode);
        Run shown = await Run.Of("rates", "show", "gpt-9", "--rates", folder, "--json");
        Assert.Equal(
            "1.25",
            JsonDocument.Parse(shown.Output).RootElement.GetProperty("prices")[0].GetProperty("usd").GetString()
        );

        Run again = await Run.Of("rates", "import", foreign, "-o", folder);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("--force", again.Error, StringComparison.Ordinal);
        Run json = await Run.Of("rates", "import", foreign, "-o", folder, "--force", "--json");
        Assert.Equal("litellm", JsonDocument.Parse(json.Output).RootElement.GetProperty("format").GetString());
        Run refused = await Run.Of("rates", "import", one.Write("no.json", "{}"), "-o", folder);
        Assert.Contains("its form is not known; known are LiteLLM's", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("show")]
    [InlineData("check")]
    [InlineData("diff")]
    [InlineData("import")]
    public async Task Each_of_them_has_help_with_examples(string command)
    {
        Run run = await Run.Of("rates", command, "--help");
        Assert.Contains($"Examples:\n  tokenledger rates {command}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_option_points_at_the_help_of_the_command_it_was_given_to()
    {
        Run misused = await Run.Of("rates", "list", "--no-such-option");
        Assert.Equal(2, misused.ExitCode);
        Assert.Contains("See 'tokenledger rates list --help'.", misused.Error, StringComparison.Ordinal);
    }

    private static Task<Run> Show(params string[] args) => Run.Of(["rates", "show", .. args, BuiltIn, "built-in"]);

    private static string Table(string provider, string usd) =>
        $$$"""{"schema":"rate-table/1","provider":"{{{provider}}}","currency":"USD","as_of":"2026-01-01","sources":{"s":{"what":"a test"}},"rates":[{"model":"m","match":{"ids":["m"]},"from":null,"to":null,"prices":[{"meter":"tokens.input","usd":"{{{usd}}}","per":1000000}],"sources":["s"],"confidence":"high"}]}""";
}
