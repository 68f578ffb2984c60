using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Booking;

/// <summary>The results of a batch are booked once each, while they are downloaded.</summary>
public sealed class BatchResultTests
{
    private const string OpenAiFile = "/v1/files/file-out1/content";
    private const string Generated =
        """{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1000,"candidatesTokenCount":200,"totalTokenCount":1200},"modelVersion":"gemini-2.5-flash"}""";
    private const string AnthropicResults = "/v1/messages/batches/msgbatch_1/results";

    [Theory]
    [InlineData(OpenAiFile, "openai.chat")]
    [InlineData("/groq/openai/v1/files/file-out1/content", "openai.chat")]
    [InlineData("/mistral/v1/files/file-out1/content", "mistral.chat")]
    public async Task Each_result_is_an_entry_of_its_own_at_the_batch_price(string path, string api)
    {
        string content = Lines(Chat("a"), Failed("b"), Chat("c"));
        await using StubProvider provider = await StubProvider.OfAsync(content);
        await using TestGateway gateway = await provider.GatewayAsync();
        HttpRequestMessage request = Ask.Request(HttpMethod.Get, path, null);
        request.Headers.Add("X-TokenLedger-Feature", "nightly");

        Received answer = await gateway.SendAsync(request);

        Assert.Equal(content, answer.Text);
        IReadOnlyList<LedgerEntry> download = await gateway.EntriesOfAsync(answer.Call!);
        Assert.Equal("0", download[1].Text("cost_usd"));
        Assert.Equal("results: 2 booked, 0 booked before, 1 not billed, 0 unread", download[1].Text("reason"));
        IReadOnlyList<LedgerEntry> results = await ResultsAsync(gateway);
        Assert.Equal(["file-out1/a", "file-out1/c"], results.Select(entry => entry.Text("subject")).Order());
        Assert.All(
            results,
            entry =>
            {
                Assert.Equal((api, "batch"), (entry.Text("api"), entry.Text("service_tier")));
                Assert.Equal(download[0].Text("id"), entry.Text("caused_by"));
                Assert.Equal("nightly", entry.Text("feature"));
                Assert.Equal("2026-10-09T08:53:20.000000Z", entry.Text("occurred_at"));
                Assert.Equal("tokens.input=1000 tokens.output=200", Tokens.Show(entry.Quantities));
            }
        );
    }

    [Fact]
    public async Task A_result_costs_what_the_rate_book_says_for_batches()
    {
        await using StubProvider provider = await StubProvider.OfAsync(Lines(Chat("a")));
        await using TestGateway gateway = await provider.GatewayAsync();

        await gateway.SendAsync(Ask.Request(HttpMethod.Get, OpenAiFile, null));

        // gpt-4o-mini: 0.15 and 0.60 USD per million, half of it in a batch.
        LedgerEntry result = Assert.Single(await ResultsAsync(gateway));
        Assert.Equal("0.000135", result.Text("cost_usd"));
    }

    [Fact]
    public async Task Anthropics_results_are_read_in_its_own_shape()
    {
        string content = Lines(
            """{"custom_id":"a","result":{"type":"succeeded","message":{"id":"msg_01Aq9w938a90dw8q","type":"message","role":"assistant","model":"claude-haiku-4-5","content":[],"stop_reason":"end_turn","usage":{"input_tokens":1000,"output_tokens":200}}}}""",
            """{"custom_id":"b","result":{"type":"expired"}}"""
        );
        await using StubProvider provider = await StubProvider.StartAsync(http =>
            StubProvider.WriteAsync(http, content, "application/x-jsonl")
        );
        await using TestGateway gateway = await provider.GatewayAsync();

        Received answer = await gateway.SendAsync(Ask.Request(HttpMethod.Get, AnthropicResults, null));

        Assert.Equal(content, answer.Text);
        LedgerEntry result = Assert.Single(await ResultsAsync(gateway));
        Assert.Equal(("anthropic.messages", "msgbatch_1/a"), (result.Text("api"), result.Text("subject")));
        Assert.Equal("tokens.input=1000 tokens.output=200", Tokens.Show(result.Quantities));
        Assert.Equal("0.001", result.Text("cost_usd")); // 1 and 5 USD per million, halved
    }

    [Theory]
    [InlineData("/gemini/download/v1beta/files/batch-7x:download?alt=media")]
    [InlineData("/gemini/v1beta/files/batch-7x:download?alt=media")]
    public async Task Geminis_file_of_results_is_booked_line_by_line(string path)
    {
        string content = Lines(
            $$"""{"key":"a","response":{{Generated}} }""",
            """{"key":"b","error":{"code":3,"message":"no"}}""",
            $$"""{"key":"c","response":{{Generated}} }"""
        );
        await using StubProvider provider = await StubProvider.OfAsync(content);
        await using TestGateway gateway = await provider.GatewayAsync();

        Received answer = await gateway.SendAsync(Ask.Request(HttpMethod.Get, path, null));

        Assert.Equal(content, answer.Text);
        IReadOnlyList<LedgerEntry> results = await ResultsAsync(gateway);
        Assert.Equal(["batch-7x/a", "batch-7x/c"], results.Select(entry => entry.Text("subject")).Order());
        // gemini-2.5-flash: 0.30 and 2.50 USD per million, half of it in a batch.
        Assert.All(
            results,
            entry => Assert.Equal(("gemini.generate", "0.0004"), (entry.Text("api"), entry.Text("cost_usd")))
        );
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal("results: 2 booked, 0 booked before, 1 not billed, 0 unread", end.Text("reason"));
    }

    [Fact]
    public async Task Geminis_results_inside_the_batch_are_booked_once_however_often_it_is_polled()
    {
        string done = "";
        string results = $$$"""
            {"inlinedResponses":{"inlinedResponses":[
              {"response":{{{Generated}}},"metadata":{"key":"a"}},
              {"error":{"code":3},"metadata":{"key":"b"}},
              {"response":{{{Generated}}},"metadata":{"key":"c"}}
            ]}}
            """;
        await using StubProvider provider = await StubProvider.StartAsync(http =>
            StubProvider.WriteAsync(
                http,
                "{\n  \"name\": \"batches/9y\",\n  \"metadata\": {\"state\": \"X\", \"endTime\": \"2026-10-09T08:53:20.5Z\"}"
                    + done
                    + "\n}\n"
            )
        );
        await using TestGateway gateway = await provider.GatewayAsync();

        Received running = await gateway.SendAsync(Ask.Request(HttpMethod.Get, "/gemini/v1beta/batches/9y", null));
        done = ",\n  \"done\": true,\n  \"response\": " + results;
        Received first = await gateway.SendAsync(Ask.Request(HttpMethod.Get, "/gemini/v1beta/batches/9y", null));
        Received second = await gateway.SendAsync(Ask.Request(HttpMethod.Get, "/gemini/v1beta/batches/9y", null));

        Assert.Null((await gateway.EndOfAsync(running.Call!)).Text("reason"));
        Assert.Equal(
            "results: 2 booked, 0 booked before, 1 not billed, 0 unread",
            (await gateway.EndOfAsync(first.Call!)).Text("reason")
        );
        Assert.Equal(
            "results: 0 booked, 2 booked before, 1 not billed, 0 unread",
            (await gateway.EndOfAsync(second.Call!)).Text("reason")
        );
        Assert.Equal(["9y/a", "9y/c"], (await ResultsAsync(gateway)).Select(entry => entry.Text("subject")).Order());
        Assert.All(
            await ResultsAsync(gateway),
            entry =>
                Assert.Equal(
                    ("0.0004", "2026-10-09T08:53:20.500000Z"),
                    (entry.Text("cost_usd"), entry.Text("occurred_at"))
                )
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_download_books_only_what_is_new(bool withoutFile)
    {
        string[] lines = [Chat("a"), Chat("b")];
        await using StubProvider provider = await StubProvider.StartAsync(http =>
            StubProvider.WriteAsync(http, Lines(lines))
        );
        await using TestGateway gateway = await provider.GatewayAsync();

        await gateway.SendAsync(Ask.Request(HttpMethod.Get, OpenAiFile, null));
        await gateway.SendAsync(Ask.Request(HttpMethod.Get, OpenAiFile, null));
        await gateway.RestartAsync(data => DeleteIf(withoutFile, Path.Combine(data, "booked.once")));
        lines = [Chat("a"), Chat("b"), Chat("c")];
        Received third = await gateway.SendAsync(Ask.Request(HttpMethod.Get, OpenAiFile, null));

        Assert.Equal(
            ["file-out1/a", "file-out1/b", "file-out1/c"],
            (await ResultsAsync(gateway)).Select(entry => entry.Text("subject")).Order()
        );
        LedgerEntry end = await gateway.EndOfAsync(third.Call!);
        Assert.Equal("results: 1 booked, 2 booked before, 0 not billed, 0 unread", end.Text("reason"));
    }

    [Fact]
    public async Task Downloads_at_once_book_each_result_once()
    {
        await using StubProvider provider = await StubProvider.OfAsync(
            Lines([.. Enumerable.Range(0, 50).Select(i => Chat("r" + i))])
        );
        await using TestGateway gateway = await provider.GatewayAsync();

        await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => gateway.SendAsync(Ask.Request(HttpMethod.Get, OpenAiFile, null)))
        );

        IReadOnlyList<LedgerEntry> results = await ResultsAsync(gateway);
        Assert.Equal(50, results.Count);
        Assert.Equal(50, results.Select(entry => entry.Text("subject")).Distinct().Count());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task A_large_file_is_read_on_the_way_and_passes_to_the_byte(string? encoding)
    {
        byte[] content = Encoding.UTF8.GetBytes(
            Lines([.. Enumerable.Range(0, 3000).Select(i => Chat("r" + i, pad: 400 + (i % 777)))])
        );
        Assert.True(content.Length > 2 << 20);
        byte[] sent = encoding is null ? content : Zip(content);
        await using StubProvider provider = await StubProvider.StartAsync(async http =>
        {
            http.Response.ContentType = "application/octet-stream";
            http.Response.Headers.ContentEncoding = encoding;
            await http.Response.Body.WriteAsync(sent);
        });
        await using TestGateway gateway = await provider.GatewayAsync();

        Received answer = await gateway.SendAsync(Ask.Request(HttpMethod.Get, OpenAiFile, null));

        Assert.Equal(Convert.ToHexString(sent), Convert.ToHexString(answer.Body));
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal("results: 3000 booked, 0 booked before, 0 not billed, 0 unread", end.Text("reason"));
        Assert.Equal(3000, (await ResultsAsync(gateway)).Count);
    }

    [Theory]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":\"training\"}]}\n{\"messages\":[]}\n")]
    [InlineData("\u0089PNG\r\n\n\n and no text")]
    [InlineData("")]
    public async Task A_file_that_is_no_batchs_is_left_alone(string content)
    {
        await using StubProvider provider = await StubProvider.OfAsync(content);
        await using TestGateway gateway = await provider.GatewayAsync();

        Received answer = await gateway.SendAsync(Ask.Request(HttpMethod.Get, OpenAiFile, null));

        Assert.Equal(content, answer.Text);
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal(("0", null), (end.Text("cost_usd"), end.Text("reason")));
        Assert.Empty(end.Flags);
        Assert.Empty(await ResultsAsync(gateway));
    }

    [Fact]
    public async Task A_line_that_is_no_result_among_results_is_counted_and_flagged()
    {
        await using StubProvider provider = await StubProvider.OfAsync(Lines(Chat("a"), "not json", Chat("c")));
        await using TestGateway gateway = await provider.GatewayAsync();

        Received answer = await gateway.SendAsync(Ask.Request(HttpMethod.Get, OpenAiFile, null));

        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal(["batch_results_unread"], end.Flags);
        Assert.Equal(2, (await ResultsAsync(gateway)).Count);
    }

    [Fact]
    public async Task A_result_without_usage_is_unpriced_and_never_free()
    {
        string line =
            """{"id":"batch_req_1","custom_id":"a","response":{"status_code":200,"body":{"id":"chatcmpl-0123456789abcdef","object":"chat.completion","model":"gpt-4o-mini","choices":[]}},"error":null}""";
        await using StubProvider provider = await StubProvider.OfAsync(Lines(line));
        await using TestGateway gateway = await provider.GatewayAsync();

        await gateway.SendAsync(Ask.Request(HttpMethod.Get, OpenAiFile, null));

        LedgerEntry result = Assert.Single(await ResultsAsync(gateway));
        Assert.Equal((null, "False"), (result.Text("cost_usd"), result.Text("priced")));
        Assert.Contains("usage_missing", result.Flags);
    }

    [Fact]
    public async Task Reports_count_results_as_calls_with_their_cost()
    {
        await using StubProvider provider = await StubProvider.OfAsync(Lines(Chat("a"), Chat("b"), Chat("c")));
        await using TestGateway gateway = await provider.GatewayAsync();

        await gateway.SendAsync(Ask.Request(HttpMethod.Get, OpenAiFile, null));

        JsonElement costs = JsonElement.Parse(
            await gateway.Http.GetStringAsync("/api/v1/costs?by=model&last=90d", gateway.Cancellation)
        );
        JsonElement row = costs
            .GetProperty("rows")
            .EnumerateArray()
            .Single(row => row.GetRawText().Contains("gpt-4o-mini", StringComparison.Ordinal));
        JsonElement figures = row.GetProperty("figures");
        Assert.Equal(3, figures.GetProperty("calls").GetInt64());
        Assert.Equal("0.000405", figures.GetProperty("cost_usd").GetString());
    }

    private static string Chat(string customId, int pad = 0) =>
        $$$$"""{"id":"batch_req_{{{{customId}}}}","custom_id":"{{{{customId}}}}","response":{"status_code":200,"request_id":"req_{{{{customId}}}}","body":{"id":"chatcmpl-0123456789abcdef-{{{{customId}}}}","object":"chat.completion","created":1791536000,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"{{{{new string('x', pad)}}}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":200,"total_tokens":1200}}},"error":null}""";

    private static string Failed(string customId) =>
        $$$$"""{"id":"batch_req_{{{{customId}}}}","custom_id":"{{{{customId}}}}","response":{"status_code":400,"request_id":"r","body":{"error":{"message":"no","type":"invalid_request_error"}}},"error":null}""";

    private static string Lines(params string[] lines) => string.Concat(lines.Select(line => line + "\n"));

    private static async Task<IReadOnlyList<LedgerEntry>> ResultsAsync(TestGateway gateway) =>
        [.. (await gateway.EntriesAsync()).Where(entry => entry.Kind == "import")];

    private static void DeleteIf(bool delete, string path)
    {
        if (delete)
        {
            File.Delete(path);
        }
    }

    private static byte[] Zip(byte[] content)
    {
        using MemoryStream zipped = new();
        using (GZipStream zip = new(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(content);
        }

        return zipped.ToArray();
    }
}
