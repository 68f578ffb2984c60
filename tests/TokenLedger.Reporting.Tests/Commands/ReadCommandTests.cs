using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TokenLedger.Commands;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Commands;

public sealed class ReadCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private DataFolder Data => new(_folder.Path);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_a_ledger_one_sentence_says_what_to_do()
    {
        (int code, string output, string error) = await Run("costs");
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains("tokenledger serve", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
        Assert.False(Directory.Exists(Data.Views));
    }

    [Fact]
    public async Task Without_calls_one_sentence_says_how_to_get_some()
    {
        await using (EmbeddedLedger ledger = await OpenLedger())
        {
            Entry started = new()
            {
                Kind = EntryKind.Admin,
                Id = Guid.CreateVersion7(),
                Reason = "gateway.started",
            };
            Assert.True((await ledger.AppendAsync(started, Cancellation)).IsAppended);
        }

        (int code, string output, _) = await Run("costs");
        Assert.Equal(0, code);
        Assert.Contains("No calls yet: point an agent at the gateway", output, StringComparison.Ordinal);
        Assert.Contains("as of entry 1", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_open_call_is_spoken_of_as_one()
    {
        await using (EmbeddedLedger ledger = await OpenLedger())
        {
            Entry authorization = Samples.Authorization(at: DateTimeOffset.UtcNow);
            Assert.True((await ledger.AppendAsync(authorization, Cancellation)).IsAppended);
        }

        (_, string output, _) = await Run("costs");
        Assert.Contains("\n1 call is open, holding at most ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("costs")]
    [InlineData("export")]
    [InlineData("entries")]
    public async Task A_damaged_ledger_gives_no_figures_that_look_whole(string command)
    {
        await using (EmbeddedLedger ledger = await OpenLedger())
        {
            await Call(ledger, "1");
            await Call(ledger, "2");
        }

        string segment = Directory.GetFiles(Path.Combine(Data.Ledger, "seg")).Single();
        byte[] bytes = await File.ReadAllBytesAsync(segment, Cancellation);
        bytes[bytes.AsSpan().LastIndexOf("\"kind\":\"settlement\""u8) + 9] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes, Cancellation);

        (int code, string output, string error) = await Run(command);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("of the 4 entries that its checkpoint signs can be read", error, StringComparison.Ordinal);
        Assert.Contains("tokenledger verify", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_window_without_calls_says_to_look_further_back()
    {
        await using (EmbeddedLedger ledger = await OpenLedger())
        {
            await Call(ledger, "1");
        }

        (_, string output, _) = await Run("costs", "--from", "2001-01-01", "--to", "2001-01-02");
        Assert.Contains("look further back", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Costs_are_shown_while_the_gateway_does_not_run()
    {
        await using (EmbeddedLedger ledger = await OpenLedger())
        {
            await Call(ledger, "0.0000015");
            await Call(ledger, "0.0000015");
            await Call(ledger, "2");
        }

        (int code, string output, _) = await Run("costs");
        Assert.Equal(0, code);
        string[] lines = output.Split('\n');
        Assert.StartsWith("PROVIDER  MODEL", lines[0], StringComparison.Ordinal);
        Assert.Contains("2.000003", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("TOTAL", lines[2], StringComparison.Ordinal);
        Assert.Contains("as of entry 6 (checkpoint size 6)", output, StringComparison.Ordinal);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 120));
    }

    [Fact]
    public async Task Costs_are_shown_while_the_gateway_runs()
    {
        await using EmbeddedLedger ledger = await OpenLedger();
        using CancellationTokenSource stop = new();
        Task following = new ProjectionFollower(new ViewsFolder(Data.Views)).RunAsync(ledger, stop.Token);
        for (int i = 0; i < 20; i++)
        {
            await Call(ledger, "0.1");
        }

        JsonElement costs = JsonElement.Parse((await Run("costs", "--json")).Output);
        await stop.CancelAsync();
        await following;
        Assert.Equal("2", costs.GetProperty("total").GetProperty("cost_usd").GetString());
        Assert.Equal(40, costs.GetProperty("as_of_entry").GetInt64());
        Assert.Equal(40, costs.GetProperty("ledger_size").GetInt64());
    }

    [Fact]
    public async Task A_stuck_writer_of_the_views_is_named_and_not_waited_for_long()
    {
        await using (EmbeddedLedger ledger = await OpenLedger())
        {
            await Call(ledger, "1");
            Assert.Equal(0, (await Run("costs")).Code);
            await Call(ledger, "1");
        }

        using FileStream? held = new ViewsFolder(Data.Views).TryLock();
        (int code, string output, string error) = await Run("costs");
        Assert.Equal(0, code);
        Assert.Contains("2 entries behind", error, StringComparison.Ordinal);
        Assert.Contains("as of entry 2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_in_json_are_the_stored_bytes_with_two_members_more()
    {
        List<byte[]> stored = [];
        await using (EmbeddedLedger ledger = await OpenLedger())
        {
            await Call(ledger, "1", new Attribution { Session = "s", Tags = [new("a", "\u00e9\"<")] });
            await Call(ledger, "1", new Attribution { Session = "other" });
            IReadOnlyList<StoredEntry> all = await ledger.ReadAsync(0, 2, Cancellation);
            stored.AddRange(all.Select(entry => entry.Bytes.ToArray()));
        }

        (int code, string output, _) = await Run("entries", "--session", "s", "--json");
        Assert.Equal(0, code);
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        for (int i = 0; i < 2; i++)
        {
            JsonElement line = JsonElement.Parse(lines[i]);
            Assert.Equal(i, line.GetProperty("sequence").GetInt64());
            string leaf = Convert.ToHexStringLower(SHA256.HashData([0, .. stored[i]]));
            Assert.Equal(leaf, line.GetProperty("leaf_hash").GetString());
            Assert.EndsWith(Encoding.UTF8.GetString(stored[i])[1..], lines[i], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Entries_are_found_by_call_and_shown_in_120_columns()
    {
        Guid call;
        await using (EmbeddedLedger ledger = await OpenLedger())
        {
            call = await Call(ledger, "1", new Attribution { Agent = new string('a', 100) });
            await Call(ledger, "1");
        }

        (int code, string output, _) = await Run("entries", "--call", call.ToString());
        Assert.Equal(0, code);
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 120));
        Assert.Equal(2, (await Run("entries", "--kind", "settlement", "--json")).Output.Trim().Split('\n').Length);
    }

    [Fact]
    public async Task Control_characters_in_names_do_not_reach_the_terminal()
    {
        await using (EmbeddedLedger ledger = await OpenLedger())
        {
            await Call(ledger, "1", new Attribution { Agent = "a\u001b[31mred" });
        }

        Assert.DoesNotContain('\u001b', (await Run("costs", "--by", "agent")).Output);
        Assert.DoesNotContain('\u001b', (await Run("entries")).Output);
    }

    [Fact]
    public async Task An_export_adds_up_to_the_ledger_to_the_last_pico_dollar()
    {
        await using (EmbeddedLedger ledger = await OpenLedger())
        {
            for (int i = 0; i < 10; i++)
            {
                await Call(ledger, "9000000.000000000001", new Attribution { Agent = "=cmd|" + i });
            }
        }

        string file = _folder["costs.csv"];
        (int code, string output, string error) = await Run("export", "--by", "agent", "-o", file);
        Assert.Equal(0, code);
        Assert.Empty(output);
        Assert.Contains("total 90000000.00000000001 USD, entries 0 to 19", error, StringComparison.Ordinal);
        string[] lines = (await File.ReadAllTextAsync(file, Cancellation)).TrimEnd().Split("\r\n");
        Assert.StartsWith("agent,providers,calls,input_tokens", lines[0], StringComparison.Ordinal);
        Assert.Equal(11, lines.Length);
        Assert.All(lines[1..], line => Assert.StartsWith("'=cmd|", line, StringComparison.Ordinal));
        int cost = Array.IndexOf(lines[0].Split(','), "cost_usd");
        Assert.All(lines[1..], line => Assert.Equal("9000000.000000000001", line.Split(',')[cost]));
    }

    [Fact]
    public async Task An_export_in_json_is_an_array_with_the_stamp_in_each_object()
    {
        await using (EmbeddedLedger ledger = await OpenLedger())
        {
            await Call(ledger, "0.5");
        }

        (int code, string output, _) = await Run("export", "-f", "json");
        Assert.Equal(0, code);
        JsonElement row = Assert.Single(JsonElement.Parse(output).EnumerateArray());
        Assert.Equal("0.5", row.GetProperty("cost_usd").GetString());
        Assert.Equal(2, row.GetProperty("as_of_entry").GetInt64());
        Assert.Equal(64, row.GetProperty("checkpoint_root").GetString()!.Length);
    }

    [Theory]
    [InlineData("costs", "--by", "colour", "no grouping 'colour'")]
    [InlineData("costs", "--last", "soon", "not a length of time")]
    [InlineData("costs", "--where", "agent", "NAME=VALUE")]
    [InlineData("costs", "--where", "colour=red", "no 'colour'")]
    [InlineData("costs", "--limit", "0", "1 or more")]
    [InlineData("costs", "--from", "yesterday", "not an instant")]
    [InlineData("export", "-f", "parquet", "Name a file or a folder")]
    [InlineData("export", "-f", "xml", "no format 'xml'")]
    [InlineData("export", "--rows", "words", "no rows 'words'")]
    [InlineData("export", "--limit", "0", "from 1")]
    [InlineData("export", "--as", "told", "no 'told'")]
    [InlineData("export", "--grain", "week", "hour or day")]
    [InlineData("export", "--focus-version", "0.9", "no FOCUS version")]
    [InlineData("entries", "--kind", "hold", "no 'hold'")]
    [InlineData("entries", "--call", "one", "not a call id")]
    public async Task An_option_that_makes_no_sense_ends_with_2_and_says_why(
        string command,
        string option,
        string value,
        string expected
    )
    {
        (int code, string output, string error) = await Run(command, option, value);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private async Task<EmbeddedLedger> OpenLedger()
    {
        OpenResult opened = await EmbeddedLedger.OpenAsync(
            new EmbeddedLedgerOptions { Folder = Data.Ledger },
            TimeProvider.System,
            Cancellation
        );
        return opened.Ledger ?? throw new InvalidOperationException(opened.Problem);
    }

    private static async Task<Guid> Call(EmbeddedLedger ledger, string cost, Attribution? who = null)
    {
        Entry authorization = Samples.Authorization(who: who, at: DateTimeOffset.UtcNow);
        Assert.True((await ledger.AppendAsync(authorization, Cancellation)).IsAppended);
        Assert.True((await ledger.AppendAsync(Samples.Settlement(authorization, cost), Cancellation)).IsAppended);
        return authorization.Call!.Value;
    }

    private async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        RootCommand root = new() { CostsCommand.Create(), EntriesCommand.Create(), ExportCommand.Create() };
        using StringWriter output = new();
        using StringWriter error = new();
        InvocationConfiguration console = new()
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
        };
        int code;
        try
        {
            code = await root.Parse([.. args, "--data", Data.Path]).InvokeAsync(console, Cancellation);
        }
        catch (CommandFailedException failure)
        {
            code = failure.ExitCode;
            await error.WriteLineAsync(failure.Message);
        }

        return (code, output.ToString(), error.ToString());
    }
}
