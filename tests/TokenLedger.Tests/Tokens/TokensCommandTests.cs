using System.CommandLine;
using System.Text;
using System.Text.Json;
using TokenLedger.Commands;

namespace TokenLedger.Tests.Tokens;

public sealed class TokensCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tokens-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_file_s_tokens_are_one_number() =>
        Assert.Equal((0, "2\n", ""), await RunAsync(File("hello world"u8.ToArray())));

    [Fact]
    public async Task Standard_input_is_read_when_no_file_is_named() =>
        Assert.Equal((0, "2\n", ""), await ReadAsync("hello 世界"u8.ToArray(), "--encoding", "o200k_base"));

    [Fact]
    public async Task Ids_come_before_the_count() =>
        Assert.Equal((0, "24912,2375\n2\n", ""), await RunAsync(File("hello world"u8.ToArray()), "--ids"));

    [Fact]
    public async Task Json_says_what_was_counted_with()
    {
        string file = File("hello world"u8.ToArray());
        Assert.Equal(
            (0, """{"count":2,"encoding":"cl100k_base"}""" + "\n", ""),
            await RunAsync(file, "--json", "--model", "gpt-4")
        );
        Assert.Equal(
            (0, """{"ids":[24912,2375],"count":2,"encoding":"o200k_base"}""" + "\n", ""),
            await RunAsync(file, "--json", "--ids")
        );
        Assert.Equal(
            (0, """{"count":3,"estimated":true,"error_percent":34,"encoding":"o200k_base"}""" + "\n", ""),
            await RunAsync(file, "--json", "--model", "claude-opus-4-5")
        );
    }

    [Fact]
    public async Task A_closed_tokenizer_s_count_says_that_it_is_an_estimate() =>
        Assert.Equal(
            (0, "3 estimated, within 34 %\n", ""),
            await RunAsync(File("hello world"u8.ToArray()), "--model", "claude-opus-4-5")
        );

    [Fact]
    public async Task A_request_tells_before_the_call_what_it_may_cost()
    {
        string request = File(
            """{"model":"gpt-4o","max_tokens":1000,"messages":[{"role":"user","content":"hi"}]}"""u8.ToArray()
        );

        (int code, string text, string error) = await RunAsync("--request", request, "--json");

        Assert.Equal((0, ""), (code, error));
        JsonElement told = JsonElement.Parse(text);
        Assert.Equal(8, told.GetProperty("prompt_tokens").GetInt64());
        Assert.True(told.GetProperty("error_percent").GetInt32() > 0);
        Assert.Equal(1000, told.GetProperty("max_output_tokens").GetInt64());
        // The dearest a tier may be, so at least 8 tokens at 2.50 and 1,000 at 10.00 a million.
        Assert.True(decimal.Parse(told.GetProperty("worst_case_usd").GetString()!, null) >= 0.01002m);
    }

    [Fact]
    public async Task A_request_of_a_model_without_a_price_says_so_and_one_without_a_model_is_refused()
    {
        byte[] named = """{"model":"nobody-knows-me","messages":[]}"""u8.ToArray();
        byte[] unnamed = """{"messages":[]}"""u8.ToArray();

        (int code, string text, _) = await RunAsync("--request", File(named));
        (int refused, _, string why) = await RunAsync("--request", File(unnamed));
        (int garbage, _, string what) = await RunAsync("--request", File("hello"u8.ToArray()));

        Assert.Equal(0, code);
        Assert.Contains("has no price at openai", text, StringComparison.Ordinal);
        Assert.Equal((2, 2), (refused, garbage));
        Assert.Contains("--model", why, StringComparison.Ordinal);
        Assert.Contains("not a JSON object", what, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_larger_than_any_buffer_has_the_tokens_of_its_parts()
    {
        const int Times = 200_000;
        string text = string.Concat(Enumerable.Repeat("One line.\n", Times));
        Assert.Equal((0, $"{Times * 3}\n", ""), await RunAsync(File(Encoding.UTF8.GetBytes(text))));
    }

    [Theory]
    [InlineData(new byte[] { }, 0)]
    [InlineData(new byte[] { (byte)'a', 0xFF, (byte)'b' }, 3)]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'a' }, 2)]
    public async Task Bytes_that_are_no_text_are_counted_as_replacement_characters(byte[] bytes, int count) =>
        Assert.Equal((0, $"{count}\n", ""), await RunAsync(File(bytes)));

    [Fact]
    public async Task Many_texts_are_counted_line_by_line_and_bad_lines_are_named()
    {
        const string Lines = """
            {"id":1,"encoding":"cl100k_base","text":"hello world"}
            {"id":"two","model":"gpt-4o","text":"hello world","ids":true}
            nonsense
            {"id":"three","encoding":"o300k","text":"x"}

            {"id":"four"}
            {"id":"five","model":"gemini-3-pro","text":"hello world"}
            {"text":"\ud800"}
            """;
        (int exit, string output, string error) = await ReadAsync(Encoding.UTF8.GetBytes(Lines), "--jsonl", "-");
        Assert.Equal(1, exit);
        Assert.Equal(
            """
            {"id":1,"count":2}
            {"id":"two","count":2,"ids":[24912,2375]}
            {"id":"five","count":3,"estimated":true,"error_percent":34}
            {"count":1}

            """.ReplaceLineEndings("\n"),
            output
        );
        Assert.Equal(
            [
                "Line 3 was not counted: it is not JSON from byte 1 on.",
                "Line 4 was not counted: there is no encoding 'o300k'. There are o200k_base, o200k_harmony, cl100k_base, p50k_base, p50k_edit, r50k_base.",
                "Line 6 was not counted: it has no \"text\".",
            ],
            error.TrimEnd().Split('\n')
        );
    }

    [Fact]
    public async Task A_line_of_a_megabyte_is_counted_like_any_other()
    {
        string line = JsonSerializer.Serialize(new { id = 7, text = new string('a', 1_000_000) });
        Assert.Equal(
            (0, """{"id":7,"count":125000}""" + "\n", ""),
            await ReadAsync(Encoding.UTF8.GetBytes(line), "--jsonl", "-")
        );
    }

    [Fact]
    public async Task Lines_of_random_bytes_are_named_and_never_a_surprise()
    {
        byte[] bytes = new byte[20_000];
        new Random(3).NextBytes(bytes);
        (int exit, string output, string error) = await ReadAsync(bytes, "--jsonl", "-");
        Assert.Equal((1, ""), (exit, output));
        Assert.All(error.TrimEnd().Split('\n'), line => Assert.StartsWith("Line ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("There is no encoding 'x'", "--encoding", "x")]
    [InlineData("How the model 'wizard' cuts text into tokens is not known", "--model", "wizard")]
    [InlineData("not both", "--model", "gpt-4", "--encoding", "cl100k_base")]
    [InlineData("not both", "--jsonl", "a", "b")]
    public async Task A_wrong_choice_says_what_there_is(string sentence, params string[] args)
    {
        (int exit, string output, string error) = await RunAsync(args);
        Assert.Equal((ExitCode.Misused, ""), (exit, output));
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_named()
    {
        string missing = Path.Combine(folder.FullName, "missing");
        Assert.Equal((1, "", $"{missing} cannot be read: there is no such file."), await RunAsync(missing));
        (_, _, string error) = await RunAsync(folder.FullName);
        Assert.Equal($"{folder.FullName} cannot be read: it is a folder.", error);
    }

    private string File(byte[] content)
    {
        string path = Path.Combine(folder.FullName, Guid.NewGuid().ToString("N"));
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    private static Task<(int, string, string)> RunAsync(params string[] args) => ReadAsync([], args);

    private static async Task<(int, string, string)> ReadAsync(byte[] input, params string[] args)
    {
        await using StringWriter output = new() { NewLine = "\n" };
        await using StringWriter error = new() { NewLine = "\n" };
        InvocationConfiguration console = new()
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
        };
        try
        {
            int exit = await TokensCommand
                .Create(() => new MemoryStream(input))
                .Parse(args)
                .InvokeAsync(console, TestContext.Current.CancellationToken);
            return (exit, output.ToString(), error.ToString());
        }
        catch (CommandFailedException failure)
        {
            return (failure.ExitCode, output.ToString(), failure.Message);
        }
    }
}
