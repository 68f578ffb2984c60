using System.Text.Json;
using TokenLedger.Commands;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Commands;

public sealed class ReportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("latency", "P95")]
    [InlineData("errors", "HTTP STATUS")]
    [InlineData("efficiency", "Who said how much of the prompts is not known")]
    [InlineData("coverage", "no_feature: Have callers send X-TokenLedger-Feature")]
    public async Task A_report_is_a_table_that_fits_120_columns_and_says_what_it_is_about(string command, string says)
    {
        await BookAsync();

        (int code, string output, _) = await Run(command);

        Assert.Equal(0, code);
        Assert.Contains(says, output, StringComparison.Ordinal);
        Assert.EndsWith("as of entry 4 (checkpoint size 4)\n", output, StringComparison.Ordinal);
        string[] table = [.. output.Split('\n').TakeWhile(line => line.Length > 0)];
        Assert.All(table, line => Assert.InRange(line.Length, 1, 120));
    }

    [Fact]
    public async Task Efficiency_says_who_said_how_much_of_the_prompts_in_a_table_that_fits_80_columns()
    {
        await BookAsync(new PromptParts(500, 300, 0, 200));

        (int code, string output, _) = await Run("efficiency", "--compare");

        Assert.Equal(0, code);
        string[] lines =
        [
            .. output
                .Split('\n')
                .SkipWhile(line => !line.StartsWith("Who said", StringComparison.Ordinal))
                .TakeWhile(line => !line.StartsWith("as of", StringComparison.Ordinal)),
        ];
        Assert.Equal("Who said how much of the prompts, estimated by bytes, where it is known:", lines[0]);
        Assert.Equal(
            ["PROVIDER", "MODEL", "PROMPT", "TOKENS", "OF", "ALL", "SYSTEM", "USERS", "ANSWERS", "TOOLS"],
            Words(lines[1])
        );
        Assert.Equal("TOTAL 200 100.0 % 50.0 % 30.0 % 0.0 % 20.0 %", string.Join(' ', Words(lines[3])));
        Assert.Equal("BEFORE 0 0.0 % 0.0 % 0.0 % 0.0 % 0.0 %", string.Join(' ', Words(lines[4])));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));

        static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    [Theory]
    [InlineData("costs")]
    [InlineData("costs", "--per", "hour")]
    [InlineData("latency")]
    [InlineData("errors")]
    [InlineData("efficiency")]
    [InlineData("coverage")]
    public async Task Every_report_is_json_when_asked_with_the_stamp_in_front(params string[] command)
    {
        await BookAsync();

        (int code, string output, _) = await Run([.. command, "--json", "--by", "agent", "--time-zone", "Asia/Tokyo"]);

        Assert.Equal(0, code);
        JsonElement document = JsonElement.Parse(output);
        Assert.Equal("as_of_entry", document.EnumerateObject().First().Name);
        Assert.Equal(4, document.GetProperty("as_of_entry").GetInt64());
        Assert.Equal("Asia/Tokyo", document.GetProperty("time_zone").GetString());
    }

    [Theory]
    [InlineData("costs")]
    [InlineData("costs", "--per", "day")]
    [InlineData("latency")]
    [InlineData("errors")]
    [InlineData("efficiency")]
    [InlineData("coverage")]
    public async Task A_window_without_calls_is_answered_with_zeros(params string[] command)
    {
        await BookAsync();

        (int code, string output, _) = await Run([.. command, "--from", "2001-01-01", "--to", "2001-01-03"]);

        Assert.Equal(0, code);
        Assert.Contains("as of entry 4", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Costs_of_every_day_have_a_line_for_each_and_a_sum()
    {
        await BookAsync();

        (_, string output, _) = await Run("costs", "--per", "day", "--last", "3d");

        string[] lines = output.Split('\n');
        Assert.StartsWith("DAY", lines[0], StringComparison.Ordinal);
        Assert.Contains(" * ", lines[1], StringComparison.Ordinal); // the window begins within a day
        Assert.Contains(lines, line => line.StartsWith("TOTAL", StringComparison.Ordinal) && line.Contains("3.000000"));
        Assert.Contains("* only a part of this period", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comparison_shows_what_was_before_and_a_currency_how_it_came_about()
    {
        await BookAsync();
        string file = _folder["tokenledger.yaml"];
        await File.WriteAllTextAsync(
            file,
            """
            display:
              currencies:
                - code: EUR
                  per_usd: 0.5
                  date: 2026-11-20
                  source: a bank
            """,
            Cancellation
        );

        (int code, string output, string error) = await Run(
            "costs",
            "--compare",
            "--currency",
            "eur",
            "--config",
            file
        );

        Assert.True(code == 0, error);
        Assert.Contains("BEFORE", output, StringComparison.Ordinal);
        Assert.Contains("1.500000", output, StringComparison.Ordinal);
        Assert.Contains("Compared with ", output, StringComparison.Ordinal);
        Assert.Contains(
            "1 USD = 0.5 EUR of 2026-11-20 (a bank); the ledger is in USD.",
            output,
            StringComparison.Ordinal
        );
        (_, string json, _) = await Run("costs", "--currency", "EUR", "--config", file, "--json");
        JsonElement document = JsonElement.Parse(json);
        Assert.Equal("3", document.GetProperty("total").GetProperty("cost_usd").GetString());
        Assert.Equal("1.5", document.GetProperty("total").GetProperty("cost_in_currency").GetString());
        Assert.Equal("0.5", document.GetProperty("currency").GetProperty("per_usd").GetString());
    }

    [Theory]
    [InlineData("Choose from minute", "costs", "--per", "fortnight")]
    [InlineData("periods", "costs", "--per", "minute", "--last", "30d")]
    [InlineData("at most 50", "costs", "--per", "day", "--by", "agent", "--limit", "51")]
    [InlineData("lies between 1970", "costs", "--per", "year", "--compare", "--from", "1990-01-01")]
    [InlineData("--rank goes with --per", "costs", "--rank", "calls")]
    [InlineData("needs a window", "costs", "--compare", "--to", "2026-11-01")]
    [InlineData("display.currencies", "costs", "--currency", "CHF", "--config", "/dev/null")]
    [InlineData("no 'sometimes'", "latency", "--as", "sometimes")]
    [InlineData("no time zone 'Mars'", "errors", "--time-zone", "Mars")]
    [InlineData("1 or more", "efficiency", "--limit", "0")]
    [InlineData("Choose from feature", "coverage", "--expect", "model")]
    public async Task An_option_that_makes_no_sense_ends_with_2_and_says_why(string says, params string[] command)
    {
        (int code, string output, string error) = await Run(command);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    private async Task BookAsync(PromptParts? parts = null)
    {
        OpenResult opened = await EmbeddedLedger.OpenAsync(
            new EmbeddedLedgerOptions { Folder = new DataFolder(_folder.Path).Ledger },
            TimeProvider.System,
            Cancellation
        );
        await using EmbeddedLedger ledger = opened.Ledger ?? throw new InvalidOperationException(opened.Problem);
        foreach (string cost in (string[])["1", "2"])
        {
            Attribution who = new() { Agent = "a" + cost, Key = "k" };
            Entry authorization = Samples.Authorization(who: who, at: DateTimeOffset.UtcNow);
            Assert.True((await ledger.AppendAsync(authorization, Cancellation)).IsAppended);
            Entry settlement = Samples.Settlement(authorization, cost) with
            {
                ContextTokens = 100,
                PromptParts = parts,
            };
            Assert.True((await ledger.AppendAsync(settlement, Cancellation)).IsAppended);
        }
    }

    private async Task<(int Code, string Output, string Error)> Run(params string[] command)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = await CommandLine.RunAsync([.. command, "--data", _folder.Path], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
