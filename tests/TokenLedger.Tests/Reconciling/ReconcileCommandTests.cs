using System.Text.Json;
using static TokenLedger.Tests.Reconciling.ReconcileCase;

namespace TokenLedger.Tests.Reconciling;

/// <summary>What the command says to people, and to those who ask it wrongly.</summary>
public sealed class ReconcileCommandTests
{
    [Fact]
    public async Task The_table_shows_the_worst_row_first_and_columns_of_the_causes_there_are()
    {
        using ReconcileCase @case = new(Shape.OpenAi);
        @case.Bill(@case.Call with { At = At(5, 10), Input = 1_000, Output = 0 });
        @case.Bill(@case.Call with { At = At(6, 10), Input = 9_000, Output = 0 });
        await @case.WriteAsync();

        (int exit, string output, _) = await @case.RunAsync(@case.Write());

        string[] lines = output.Split('\n');
        Assert.Equal(0, exit);
        Assert.Matches("^DAY +MODEL +THEIRS +OURS +RESIDUAL +MISSING HERE$", lines[0].TrimEnd());
        Assert.StartsWith("2026-11-06  gpt-4.1", lines[1]);
        Assert.StartsWith("2026-11-05  gpt-4.1", lines[2]);
        Assert.Contains("TOTAL", output, StringComparison.Ordinal);
        Assert.Contains("Every difference is explained.", output, StringComparison.Ordinal);
        Assert.Contains("--apply would book 2 adjustments, 0.02 USD together.", output, StringComparison.Ordinal);
        Assert.Contains("without keys", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_explained_ends_with_1_unless_it_is_tolerated()
    {
        using ReconcileCase @case = new(Shape.OpenAi);
        Use dear = @case.Call with { At = At(5, 10), Price = _ => 7m };
        @case.Book(dear with { Price = null });
        @case.Bill(dear);
        await @case.WriteAsync();
        string costs = @case.Write().Last(arg => arg.EndsWith("costs.json", StringComparison.Ordinal));
        string ungrouped = (await File.ReadAllTextAsync(costs, TestContext.Current.CancellationToken))
            .Replace("gpt-4.1, input", "gpt-4.1", StringComparison.Ordinal)
            .Replace("gpt-4.1, output", "gpt-4.1", StringComparison.Ordinal);
        await File.WriteAllTextAsync(costs, ungrouped, TestContext.Current.CancellationToken);
        string[] args = ["--provider", "openai", "--file", costs];

        (int strict, string output, _) = await @case.RunAsync(args);
        (int tolerant, _, _) = await @case.RunAsync([.. args, "--tolerance", "10"]);

        Assert.Equal(1, strict);
        Assert.Contains("are not explained", output, StringComparison.Ordinal);
        Assert.Equal(0, tolerant);
    }

    [Fact]
    public async Task Keys_are_compared_one_by_one_with_a_key_map()
    {
        using ReconcileCase @case = new(Shape.OpenAi);
        Use mine = @case.Call with { At = At(8, 1), Key = "k_AbC" };
        Use theirs = mine with { Key = "key_Team1", Input = 150_000 };
        @case.Book(mine);
        @case.Bill(theirs);
        await @case.WriteAsync();
        string map = Path.Combine(@case.Ledger.Data.Path, "keys.yaml");
        await File.WriteAllTextAsync(
            map,
            "keys:\n  - ours: k_AbC\n    theirs: key_Team1\n",
            TestContext.Current.CancellationToken
        );
        string[] files = @case.Write();
        foreach (string file in files.Where(arg => arg.EndsWith(".json", StringComparison.Ordinal)))
        {
            string text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            string keyed = text.Replace(
                "\"api_key_id\":null",
                "\"api_key_id\":\"key_Other\"",
                StringComparison.Ordinal
            );
            await File.WriteAllTextAsync(file, keyed, TestContext.Current.CancellationToken);
        }

        (int exit, string output, string error) = await @case.RunAsync([.. files, "--key-map", map, "--json"]);

        Assert.True(exit == 0, error);
        JsonElement row = JsonDocument
            .Parse(output)
            .RootElement.GetProperty("rows")
            .EnumerateArray()
            .Single(one => one.GetProperty("key").GetString() == "key_Team1");
        Assert.Equal("0.1", row.GetProperty("causes").GetProperty("missing_here").GetString());
    }

    [Theory]
    [InlineData("--provider zai --file x.json", "there is no form 'zai'")]
    [InlineData("--provider csv --file x.csv", "--mapping")]
    [InlineData("--provider openai --file nowhere.json", "there is no such file")]
    [InlineData("--provider openai --file x.json --from 2026-13-01", "is not a day")]
    [InlineData("--provider openai --file x.json --from 2026-11-02 --to 2026-11-02", "--to must be a day after")]
    [InlineData("--provider openai --file x.json --time-zone Mars/Base", "for tables")]
    [InlineData("--provider focus --file x.csv --time-zone Mars/Base", "there is no zone")]
    [InlineData("--provider openai --file x.json --book unexplained", "cannot be booked")]
    [InlineData("--provider openai --file x.json --tolerance much", "is not an amount")]
    [InlineData("--provider openai", "--file")]
    public async Task A_command_line_that_makes_no_sense_ends_with_2_and_says_what_to_do(string args, string expected)
    {
        using ReconcileCase @case = new(Shape.OpenAi);

        (int exit, _, string error) = await @case.RunAsync(args.Split(' '));

        Assert.Equal(2, exit);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mapping_is_complained_about_all_at_once_with_places()
    {
        using ReconcileCase @case = new(Shape.Csv);
        await @case.WriteAsync();
        string map = Path.Combine(@case.Ledger.Data.Path, "bad.yaml");
        await File.WriteAllTextAsync(
            map,
            "provider: openai\ncolour: red\ncolumns:\n  day: Date\n  price: Cost\ntime_zone: Mars/Base\namount_unit: pounds\n",
            TestContext.Current.CancellationToken
        );

        (int exit, _, string error) = await @case.RunAsync("--provider", "csv", "--file", "x", "--mapping", map);

        Assert.Equal(2, exit);
        Assert.Contains("bad.yaml:2:1: colour: unknown", error, StringComparison.Ordinal);
        Assert.Contains("columns.price: unknown", error, StringComparison.Ordinal);
        Assert.Contains("there is no zone 'Mars/Base'", error, StringComparison.Ordinal);
        Assert.Contains("amount_unit: must be dollars or cents", error, StringComparison.Ordinal);
    }
}
