using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;
using TokenLedger.Serve;
using TokenLedger.Tests.Adjusting;
using TokenLedger.Tests.Commands;

namespace TokenLedger.Tests.Policies;

public sealed class PoliciesCommandTests : IDisposable
{
    private const string Rules = """
        policies:
          rules:
            - id: exception
              when: tags.project == "research"
              action: allow
            - id: no-sol
              when: ai.model like "gpt-5.6*"
              action: deny
            - id: planners
              when: agent.id == "planner" and ai.stream == false and request.http.path == "/v1/x"
              action: warn
              dry_run: true
        """;

    private readonly LedgerCase _case = new();

    public void Dispose() => _case.Dispose();

    private string Write(string name, string text)
    {
        string path = Path.Combine(_case.Data.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public async Task Cases_that_end_as_expected_pass_and_others_fail_the_command()
    {
        Write("rules.yaml", Rules);
        string cases = Write(
            "cases.yaml",
            """
            rules: rules.yaml
            cases:
              - name: sol is denied
                input: {ai: {model: gpt-5.6-sol, stream: false}}
                expect: deny
                by: no-sol
              - name: research may
                input: {ai: {model: gpt-5.6-sol}, tags: {project: research}}
                expect: allow
                by: exception
            """
        );
        Run good = await Run.Of("policies", "test", cases);
        Assert.True(good.ExitCode == 0, good.Output + good.Error);
        Assert.Contains("2 of 2 cases as expected.", good.Output, StringComparison.Ordinal);

        string wrong = Write(
            "wrong.json",
            """{"rules": "rules.yaml", "cases": [{"input": {"ai": {"model": "gpt-4o"}}, "expect": "deny"}]}"""
        );
        Run bad = await Run.Of("policies", "test", wrong, "--json");
        Assert.Equal(1, bad.ExitCode);
        JsonElement only = JsonSerializer.Deserialize<JsonElement>(bad.Output).GetProperty("cases")[0];
        Assert.Equal(
            ("deny", "allow"),
            (only.GetProperty("expected").GetString(), only.GetProperty("got").GetString())
        );
    }

    [Fact]
    public async Task A_case_that_no_rule_could_read_is_an_error_and_not_a_pass()
    {
        Write("rules.yaml", Rules);
        string cases = Write(
            "cases.yaml",
            "rules: rules.yaml\ncases:\n  - input: {ai: {modle: x}}\n    expect: allow\n"
        );
        Run run = await Run.Of("policies", "test", cases);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("case 1: input: there is no field \"ai.modle\"", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_names_every_problem_and_the_revision_of_what_is_in_order()
    {
        Run good = await Run.Of("policies", "check", "-c", Write("good.yaml", Rules));
        Assert.Equal(0, good.ExitCode);
        Assert.Matches("^3 rules: in order, revision [0-9a-f]{16}\n$", good.Output);
        string broken = Rules.Replace("ai.stream == false", "ai.stream == 0", StringComparison.Ordinal);
        Run bad = await Run.Of("policies", "check", "-c", Write("bad.yaml", broken));
        Assert.Equal(1, bad.ExitCode);
        Assert.Contains(
            "bad.yaml:10:13: policies.rules[2].when: line 1, column 37",
            bad.Output,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Replay_says_exactly_what_a_rule_would_have_refused_and_saved(bool running)
    {
        Entry research = LedgerCase.Settlement("7") with
        {
            Attribution = new() { Project = "research", Agent = "planner" },
        };
        await _case.WriteAsync(
            LedgerCase.Settlement("0.1"),
            LedgerCase.Settlement("0.000000000001"),
            research,
            LedgerCase.Settlement("5", new DateTimeOffset(2025, 1, 1, 0, 0, 0, default)),
            LedgerCase.Settlement("1") with
            {
                ModelRequested = "gpt-4o",
                ModelServed = "gpt-4o",
            }
        );
        await using RunningGateway? gateway = running ? await _case.ServeAsync() : null;
        JsonElement told = await ReplayAsync(Rules);

        Assert.Equal(4, told.GetProperty("calls").GetInt32());
        Assert.Equal("8.100000000001", told.GetProperty("cost_usd").GetString());
        Assert.Equal(
            (2, "0.100000000001"),
            (told.GetProperty("refused_calls").GetInt32(), told.GetProperty("saved_by_refusing_usd").GetString())
        );
        JsonElement[] rules = [.. told.GetProperty("policies").EnumerateArray()];
        Assert.Equal([1, 2, 0], rules.Select(rule => rule.GetProperty("calls").GetInt32()));
        Assert.Equal("0.100000000001", rules[1].GetProperty("saved_usd").GetString());
        Assert.Equal("request.http.path", rules[2].GetProperty("not_recorded")[0].GetString());
    }

    [Fact]
    public async Task Replay_prices_another_model_at_the_rates_of_the_time_and_less_output_at_its_own()
    {
        Entry call = Priced("gpt-4o", input: 1_000_000, output: 1_000_000);
        await _case.WriteAsync(call);
        JsonElement told = await ReplayAsync(
            """
            policies:
              rules:
                - id: mini
                  action: set_model
                  model: gpt-4o-mini
                - id: short
                  action: cap_output
                  max_output_tokens: 250_000
                - id: unknown
                  action: set_model
                  model: nobody-knows
            """.Replace("250_000", "250000", StringComparison.Ordinal)
        );
        JsonElement[] rules = [.. told.GetProperty("policies").EnumerateArray()];
        decimal before = decimal.Parse(call.Cost!.Value.ToString(), CultureInfo.InvariantCulture);
        decimal mini = decimal.Parse(
            Priced("gpt-4o-mini", 1_000_000, 1_000_000).Cost!.Value.ToString(),
            CultureInfo.InvariantCulture
        );
        decimal output = decimal.Parse(
            call.Lines.Single(line => line.Meter == Meters.Output).Amount!.Value.ToString(),
            CultureInfo.InvariantCulture
        );
        Assert.True(before > mini && mini > 0);
        Assert.Equal(
            before - mini,
            decimal.Parse(rules[0].GetProperty("saved_usd").GetString()!, CultureInfo.InvariantCulture)
        );
        Assert.Equal(
            output * 0.75m,
            decimal.Parse(rules[1].GetProperty("saved_usd").GetString()!, CultureInfo.InvariantCulture)
        );
        Assert.Equal(1, rules[2].GetProperty("not_told_calls").GetInt32());
    }

    [Fact]
    public async Task A_rule_set_by_the_command_is_listed_and_replayed_without_a_file()
    {
        await _case.WriteAsync(LedgerCase.Settlement("0.5"));
        Run set = await Run.Of(
            "policies",
            "set",
            "no-sol",
            "--rule",
            """{"action":"deny","when":"ai.model like \"gpt-5.6*\""}""",
            "--data",
            _case.Data.Path
        );
        Assert.True(set.ExitCode == 0, set.Error);
        Run list = await Run.Of("policies", "list", "--data", _case.Data.Path);
        Assert.Contains("no-sol", list.Output, StringComparison.Ordinal);
        Assert.Contains("runtime", list.Output, StringComparison.Ordinal);
        Run replay = await Run.Of("policies", "replay", "--from", "2026-10-01", "--data", _case.Data.Path);
        Assert.Contains("1 of them refused, which saves 0.5 USD", replay.Output, StringComparison.Ordinal);
        Run removed = await Run.Of("policies", "remove", "no-sol", "--data", _case.Data.Path);
        Assert.True(removed.ExitCode == 0, removed.Error);
        Assert.Contains(
            "No policies.",
            (await Run.Of("policies", "list", "--data", _case.Data.Path)).Output,
            StringComparison.Ordinal
        );
    }

    private static Entry Priced(string model, int input, int output)
    {
        DateTimeOffset at = new(2026, 11, 1, 10, 0, 0, default);
        UsageReport usage = new()
        {
            Source = UsageSource.Provider,
            ServedModel = model,
            Quantities =
            [
                new(Meters.Input, input, Provenance.Reported),
                new(Meters.Output, output, Provenance.Reported),
            ],
            Conditions = [],
            Flags = [],
        };
        Bill bill = RateBook.Embedded.Price("openai", usage, model, at, null);
        return LedgerCase.Settlement("0") with
        {
            ModelRequested = model,
            ModelServed = model,
            Lines = bill.Lines,
            Cost = bill.Total,
            KnownCost = bill.Known,
            Priced = true,
        };
    }

    private async Task<JsonElement> ReplayAsync(string rules)
    {
        Run run = await Run.Of(
            "policies",
            "replay",
            "--from",
            "2026-10-01",
            "--rules",
            Write("rules.yaml", rules),
            "--data",
            _case.Data.Path,
            "--json"
        );
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonSerializer.Deserialize<JsonElement>(run.Output);
    }
}
