using System.CommandLine;
using System.Text.Json;
using TokenLedger.Commands;

namespace TokenLedger.Tests.Pricing;

public sealed class PriceCommandTests : IDisposable
{
    private const string Usage = """{"prompt_tokens":120,"completion_tokens":45,"total_tokens":165}""";

    private const string Good = """
        {"provider":"openai","api":"openai.chat","at":"2026-11-02T10:15:30Z","request":{"model":"gpt-4o-mini"},
         "response":{"status":200,"body":{"id":"c","model":"gpt-4o-mini-2024-07-18","choices":[],"usage":{"prompt_tokens":120,"completion_tokens":45,"total_tokens":165},"service_tier":"default"}},
         "expect":"is ignored"}
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("price-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task One_line_of_json_has_exactly_the_promised_members()
    {
        (int exit, string output, string error) = await RunAsync(File("good.json", Good), "--json");
        Assert.Equal((0, ""), (exit, error));
        JsonElement line = JsonDocument.Parse(output).RootElement;
        Assert.Equal(
            [
                "id",
                "model",
                "served_model",
                "usage_source",
                "conditions",
                "lines",
                "total_usd",
                "known_usd",
                "cost_basis",
                "provider_cost_usd",
                "flags",
            ],
            line.EnumerateObject().Select(member => member.Name)
        );
        Assert.Equal(
            """{"meter":"tokens.input","quantity":"120","rate":"0.15","per":1000000,"usd":"0.000018","priced_as":null}""",
            line.GetProperty("lines")[0].GetRawText()
        );
        Assert.Equal("good", line.GetProperty("id").GetString());
        Assert.Equal("0.000045", line.GetProperty("total_usd").GetString());
        Assert.Equal(
            """{"context_tokens":120,"service_tier":"standard"}""",
            line.GetProperty("conditions").GetRawText()
        );
    }

    [Fact]
    public async Task A_folder_is_priced_file_by_file_and_bad_files_do_not_stop_the_others()
    {
        File("1-good.json", Good);
        File("2-broken.json", "{");
        File("3-other.json", """{"provider":"openai"}""");
        File("4-unknown-model.json", Good.Replace("gpt-4o-mini", "gpt-9", StringComparison.Ordinal));
        (int exit, string output, string error) = await RunAsync(folder.FullName, "--json");
        Assert.Equal(2, exit);
        JsonElement[] lines =
        [
            .. output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement),
        ];
        Assert.Equal(["1-good", "4-unknown-model"], lines.Select(line => line.GetProperty("id").GetString()));
        Assert.Equal(JsonValueKind.Null, lines[1].GetProperty("total_usd").ValueKind);
        Assert.Equal(JsonValueKind.Null, lines[1].GetProperty("lines")[0].GetProperty("usd").ValueKind);
        Assert.Contains("2-broken.json: is not JSON", error, StringComparison.Ordinal);
        Assert.Contains(
            "3-other.json: is not an exchange: \"request\" must be an object",
            error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_dialect_that_cannot_be_read_is_named_and_is_not_bad_input()
    {
        File("1.json", Good.Replace("openai.chat", "smoke.signals", StringComparison.Ordinal));
        File("2.json", Good);
        (int exit, string output, string error) = await RunAsync(folder.FullName, "--json");
        Assert.Equal(1, exit);
        Assert.Contains("the api \"smoke.signals\" cannot be read", error, StringComparison.Ordinal);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("data: {\"model\":\"gpt-4o-mini\",\"choices\":[],\"usage\":" + Usage + "}\r\n\r\ndata: [DONE]\r\n\r\n")]
    [InlineData("{\"model\":\"gpt-4o-mini\",\"choices\":[],\"usage\":" + Usage + "}")]
    public async Task Two_files_are_priced_like_one_exchange(string response)
    {
        string request = File(
            "request.json",
            """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}"""
        );
        string answer = File("answer.txt", response);
        string[] two =
        [
            "--provider",
            "openai",
            "--api",
            "openai.chat",
            "--request",
            request,
            "--response",
            answer,
            "--at",
            "2026-11-02T10:15:30Z",
            "--json",
        ];
        Assert.Equal("0.000045", Total(await RunAsync(two)));
        Assert.Equal("0.0000225", Total(await RunAsync([.. two, "--attr", "service_tier=batch"])));
    }

    [Fact]
    public async Task What_was_not_reported_is_estimated_beside_the_exact_part()
    {
        string path = File(
            "cut.json",
            """
            {"provider":"anthropic","api":"anthropic.messages","at":"2026-11-02T10:15:30Z","request":{"model":"claude-sonnet-4-5"},"response":{"sse":"event: message_start\ndata: {\"message\":{\"model\":\"claude-sonnet-4-5\",\"usage\":{\"input_tokens\":88,\"output_tokens\":2}}}\n\nevent: content_block_delta\ndata: {\"delta\":{\"text\":\"One moment\"}}\n\n"}}
            """
        );
        (int exit, string output, _) = await RunAsync(path, "--json");
        JsonElement line = JsonDocument.Parse(output).RootElement;
        Assert.Equal(0, exit);
        Assert.Equal("provider_partial", line.GetProperty("usage_source").GetString());
        Assert.Equal(JsonValueKind.Null, line.GetProperty("total_usd").ValueKind);
        Assert.Equal("0.000264", line.GetProperty("known_usd").GetString());
        Assert.Equal(
            """[{"meter":"tokens.output","quantity":"3","usd":"0.000045","error_percent":134}]""",
            line.GetProperty("estimate").GetRawText()
        );
        Assert.Contains(
            "0.000264 USD reported, about 0.000045 USD estimated",
            (await RunAsync(path)).Output,
            StringComparison.Ordinal
        );
        Assert.Contains("(estimated, within 134 %)", (await RunAsync(path)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Own_rate_tables_replace_the_built_in_ones_and_their_mistakes_are_shown()
    {
        const string Table = """
            {"schema":"rate-table/1","provider":"openai","currency":"USD","as_of":"2026-01-01","sources":{"s":{}},"rates":[
             {"model":"gpt-4o-mini","match":{"prefixes":["gpt-4o-mini"]},"from":null,"to":null,"prices":[
              {"meter":"tokens.input","usd":"1","per":1},{"meter":"tokens.output","usd":"2","per":1}],"sources":["s"],"confidence":"high"}]}
            """;
        string exchange = File("good.json", Good);
        Assert.Equal("210", Total(await RunAsync(exchange, "--json", "--rates", File("rates.table", Table))));
        (int exit, _, string error) = await RunAsync(
            exchange,
            "--rates",
            File("bad.table", Table.Replace("\"1\"", "\"1e9\"", StringComparison.Ordinal))
        );
        Assert.Equal(2, exit);
        Assert.Contains(
            "gpt-4o-mini (row 1): usd of tokens.input is not a plain decimal",
            error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("there is no such file", "missing.json")]
    [InlineData("give files or folders")]
    [InlineData("belong together", "--request", "x")]
    [InlineData(
        "is not an instant",
        "--provider",
        "p",
        "--api",
        "a",
        "--request",
        "x",
        "--response",
        "y",
        "--at",
        "noon"
    )]
    [InlineData("NAME=VALUE", "--provider", "p", "--api", "a", "--request", "x", "--response", "y", "--attr", "tier")]
    public async Task Bad_input_is_one_clear_sentence_and_exit_code_2(string sentence, params string[] arguments)
    {
        (int exit, string output, string error) = await RunAsync(arguments);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_configuration_it_prices_as_that_gateway_does()
    {
        string exchange = File("good.json", Good);
        string config = File(
            "tokenledger.yaml",
            """
            rates:
              discounts:
                - name: agreed
                  percent: 10
                  provider: openai
            """
        );
        Assert.Equal("0.0000405", Total(await RunAsync(exchange, "--json", "--config", config)));

        (int exit, _, string error) = await RunAsync(exchange, "--config", config, "--rates", exchange);
        Assert.Equal((2, true), (exit, error.Contains("give one of them", StringComparison.Ordinal)));
    }

    private static string? Total((int Exit, string Output, string Error) run)
    {
        Assert.Equal((0, ""), (run.Exit, run.Error));
        return JsonDocument.Parse(run.Output).RootElement.GetProperty("total_usd").GetString();
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        InvocationConfiguration configuration = new() { Output = output, Error = error };
        int exit = await PriceCommand
            .Create()
            .Parse(arguments)
            .InvokeAsync(configuration, TestContext.Current.CancellationToken);
        return (exit, output.ToString(), error.ToString());
    }

    private string File(string name, string content)
    {
        string path = Path.Combine(folder.FullName, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }
}
