using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using TokenLedger.Accounting.Policies;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway.Policies.Rewriting;
using static TokenLedger.Functional.Tests.Policies.PolicyBench;

namespace TokenLedger.Functional.Tests.Policies;

public sealed class RewritingTests
{
    private static PolicyRule Model(string model) => Rule("cheap", PolicyAction.SetModel) with { Model = model };

    private static PolicyRule Cap(long tokens) => Rule("cap", PolicyAction.CapOutput) with { MaxOutputTokens = tokens };

    [Fact]
    public async Task Another_model_changes_the_model_s_bytes_and_no_others()
    {
        await using PolicyBench bench = await StartAsync(Model("gpt-4.1-nano"));
        const string Body =
            "{ \"messages\" : [ {\"role\":\"user\",\"content\":\"the \\\"model\\\": \\u00e9\"} ],\n\t\"model\":  \"gpt-4o\" , \"x\":1.0}";
        Received answer = await bench.SendAsync(Ask.ChatPath, Body);
        Assert.Equal(200, answer.Status);
        Assert.Equal(Body.Replace("\"gpt-4o\"", "\"gpt-4.1-nano\"", StringComparison.Ordinal), bench.Forwarded);
        LedgerEntry entry = await bench.AuthorizationAsync(answer);
        Assert.Equal("gpt-4.1-nano", entry.Text("model_requested"));
        Assert.Equal(["policy:cheap:set_model:gpt-4o"], Warnings(entry));
    }

    [Theory]
    [InlineData(
        "/gemini/v1beta/models/gemini-2.5-pro:generateContent",
        "gemini-2.5-flash",
        "/v1beta/models/gemini-2.5-flash:generateContent"
    )]
    [InlineData(
        "/gemini/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse",
        "gemini-2.5-flash",
        "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
    )]
    [InlineData(
        "/azure-test/openai/deployments/big/chat/completions?api-version=2024-10-21",
        "small",
        "/openai/deployments/small/chat/completions?api-version=2024-10-21"
    )]
    [InlineData(
        "/bedrock-test/model/anthropic.claude-opus-4-1-20250805-v1:0/converse",
        "anthropic.claude-haiku-4-5-20251001-v1:0",
        "/model/anthropic.claude-haiku-4-5-20251001-v1%3A0/converse"
    )]
    public async Task A_model_in_the_path_is_changed_there(string path, string model, string forwarded)
    {
        await using PolicyBench bench = await StartAsync(Model(model));
        const string Body = "{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]}";
        Received answer = await bench.SendAsync(path, Body);
        Assert.Equal("POST " + forwarded, bench.Provider.Requests.Single());
        Assert.Equal(Body, bench.Forwarded);
        Assert.Equal(model, (await bench.AuthorizationAsync(answer)).Text("model_requested"));
    }

    [Theory]
    [InlineData(
        "/v1/chat/completions",
        "{\"model\":\"gpt-5\",\"messages\":[]}",
        "{\"max_completion_tokens\":100,\"model\":\"gpt-5\",\"messages\":[]}"
    )]
    [InlineData(
        "/v1/chat/completions",
        "{\"model\":\"gpt-5\",\"max_tokens\":9000,\"messages\":[]}",
        "{\"model\":\"gpt-5\",\"max_tokens\":100,\"messages\":[]}"
    )]
    [InlineData(
        "/v1/chat/completions",
        "{\"model\":\"gpt-5\",\"max_tokens\":50,\"messages\":[]}",
        "{\"model\":\"gpt-5\",\"max_tokens\":50,\"messages\":[]}"
    )]
    [InlineData(
        "/v1/responses",
        "{\"model\":\"gpt-5\",\"input\":\"x\"}",
        "{\"max_output_tokens\":100,\"model\":\"gpt-5\",\"input\":\"x\"}"
    )]
    [InlineData(
        "/v1/messages",
        "{\"model\":\"claude-haiku-4-5\",\"max_tokens\":64000,\"messages\":[]}",
        "{\"model\":\"claude-haiku-4-5\",\"max_tokens\":100,\"messages\":[]}"
    )]
    [InlineData(
        "/gemini/v1beta/models/gemini-2.5-pro:generateContent",
        "{\"contents\":[],\"generationConfig\":{\"temperature\":0}}",
        "{\"contents\":[],\"generationConfig\":{\"maxOutputTokens\":100,\"temperature\":0}}"
    )]
    [InlineData(
        "/bedrock-test/model/anthropic.claude-opus-4-1-20250805-v1:0/converse",
        "{\"messages\":[]}",
        "{\"inferenceConfig\":{\"maxTokens\":100},\"messages\":[]}"
    )]
    [InlineData(
        "/v1/embeddings",
        "{\"model\":\"text-embedding-3-small\",\"input\":\"x\"}",
        "{\"model\":\"text-embedding-3-small\",\"input\":\"x\"}"
    )]
    public async Task The_output_is_limited_where_each_dialect_has_its_limit(string path, string body, string forwarded)
    {
        await using PolicyBench bench = await StartAsync(Cap(100));
        (string, string)[] headers = path.EndsWith("messages", StringComparison.Ordinal)
            ? [("anthropic-version", "2023-06-01")]
            : [];
        await bench.SendAsync(path, body, headers);
        Assert.Equal(forwarded, bench.Forwarded);
    }

    [Fact]
    public async Task Redaction_replaces_what_fits_in_the_prompt_and_leaves_every_other_byte()
    {
        RedactionPattern email = RedactionPattern.Create("email", "[a-z0-9.]+@[a-z0-9.]+", null).Pattern!;
        await using PolicyBench bench = await StartAsync(
            new Gateway.Policies.PolicyOptions { Rules = [Rule("pii", PolicyAction.Redact)], Patterns = [email] }
        );
        const string Body =
            "{\"model\":\"a@b.c\", \"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"mail \\\"joe@x.org\\\" or ann@y.org\"},"
            + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://u@x.org/i.png\"}}]}],\"user\":\"me@x.org\"}";
        Received answer = await bench.SendAsync(Ask.ChatPath, Body);
        Assert.Equal(
            Body.Replace(
                "mail \\\"joe@x.org\\\" or ann@y.org",
                "mail \\\"[email]\\\" or [email]",
                StringComparison.Ordinal
            ),
            bench.Forwarded
        );
        LedgerEntry entry = await bench.AuthorizationAsync(answer);
        Assert.Contains("redacted", entry.Flags);
        LedgerEntry end = await bench.Gateway.EndOfAsync(answer.Call!);
        Assert.Contains("redacted", end.Flags);
    }

    [Fact]
    public async Task Model_cap_and_usage_are_spliced_into_one_body()
    {
        await using PolicyBench bench = await StartAsync(Model("gpt-4.1-nano"), Cap(10));
        await bench.SendAsync(Ask.ChatPath, "{\"stream\":true,\"model\":\"gpt-4o\",\"messages\":[]}");
        Assert.Equal(
            "{\"stream_options\":{\"include_usage\":true},\"max_completion_tokens\":10,\"stream\":true,\"model\":\"gpt-4.1-nano\",\"messages\":[]}",
            bench.Forwarded
        );
    }

    [Fact]
    public async Task A_compressed_body_that_a_rule_would_change_is_refused_and_not_forwarded_unchanged()
    {
        await using PolicyBench bench = await StartAsync(Model("gpt-4.1-nano"));
        using MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Ask.Chat("hi")));
        }

        HttpRequestMessage request = new(HttpMethod.Post, Ask.ChatPath)
        {
            Content = new ByteArrayContent(bytes.ToArray()),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Content.Headers.ContentEncoding.Add("gzip");
        Received answer = await bench.Gateway.SendAsync(request);
        Assert.Equal(403, answer.Status);
        Assert.Contains("its body is compressed", answer.Text, StringComparison.Ordinal);
        Assert.Empty(bench.Provider.Requests);
    }

    [Fact]
    public async Task A_body_that_its_caller_signed_is_refused_too()
    {
        await using PolicyBench bench = await StartAsync(Model("anthropic.claude-haiku-4-5-20251001-v1:0"));
        HttpRequestMessage request = new(
            HttpMethod.Post,
            "/bedrock-test/model/anthropic.claude-opus-4-1-20250805-v1:0/converse"
        )
        {
            Content = new StringContent("{\"messages\":[]}", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=00"
        );
        Received answer = await bench.Gateway.SendAsync(request);
        Assert.Equal(403, answer.Status);
        Assert.Contains("the caller has signed it", answer.Text, StringComparison.Ordinal);
        Assert.Empty(bench.Provider.Requests);
    }
}
