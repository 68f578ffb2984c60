using System.Net;
using System.Text;
using System.Text.Json;
using TokenLedger.Demo.Simulation;
using TokenLedger.Functional.Tests.Dialects;

namespace TokenLedger.Functional.Tests.Simulation;

/// <summary>The providers that the simulated one plays, asked directly.</summary>
public sealed class SimulatedDialectTests : IAsyncLifetime
{
    private SimulatedProvider provider = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        provider = await SimulatedProvider.StartAsync(new() { RemembersPrompts = false }, Cancellation);
        http = new HttpClient();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await provider.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(DialectCalls.Whole), MemberType = typeof(DialectCalls))]
    [MemberData(nameof(DialectCalls.Streams), MemberType = typeof(DialectCalls))]
    public async Task The_same_request_gets_the_same_bytes_and_its_usage_is_logged(string name)
    {
        (HttpStatusCode status, string first) = await AskAsync(name, "");
        (_, string second) = await AskAsync(name, "");

        Assert.True(status == HttpStatusCode.OK, first);
        Assert.Equal(first, second);
        await provider.Log.WaitForAsync(2, Cancellation);
        SimulatedUsage?[] used = [.. provider.Log.Calls.Select(call => call.Usage).Distinct()];
        Assert.True(used is [not null], first);
    }

    [Theory]
    [MemberData(nameof(DialectCalls.Streams), MemberType = typeof(DialectCalls))]
    public async Task Bytes_one_by_one_are_the_same_bytes(string name)
    {
        (_, string whole) = await AskAsync(name, "");
        (_, string bytewise) = await AskAsync(name, "bytewise", seededAs: "");

        Assert.Equal(whole, bytewise);
    }

    [Fact]
    public async Task Gemini_streams_one_array_whose_last_element_has_the_finish_reason_and_the_whole_usage()
    {
        (_, string text) = await AskAsync("gemini array", "");

        JsonElement[] chunks = [.. JsonElement.Parse(text).EnumerateArray()];
        Assert.True(chunks.Length > 5);
        Assert.Equal("STOP", chunks[^1].GetProperty("candidates")[0].GetProperty("finishReason").GetString());
        long output = chunks[^1].GetProperty("usageMetadata").GetProperty("candidatesTokenCount").GetInt64();
        Assert.Equal((await provider.Log.WaitForAsync(1, Cancellation))[0].Usage!.Output, output);
    }

    [Fact]
    public async Task Reasoning_stands_beside_the_completion_at_xAI_and_within_it_elsewhere()
    {
        JsonElement xai = UsageOf((await AskAsync("xai", "")).Text);
        JsonElement groq = UsageOf((await AskAsync("groq", "")).Text);

        SimulatedUsage[] used = [.. (await provider.Log.WaitForAsync(2, Cancellation)).Select(call => call.Usage!)];
        Assert.Equal(used[0].Output, xai.GetProperty("completion_tokens").GetInt64());
        Assert.True(used[0].Reasoning > 0);
        Assert.Equal(used[1].Output + used[1].Reasoning, groq.GetProperty("completion_tokens").GetInt64());
    }

    [Fact]
    public async Task A_signature_that_does_not_fit_is_refused()
    {
        using HttpRequestMessage request = new(
            HttpMethod.Post,
            new Uri(provider.AddressOf("bedrock"), "/model/amazon.nova-lite-v1:0/converse")
        )
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("x-amz-date", "20261101T000000Z");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={SimulatedProvider.AmazonKeyId}/20261101/us-east-1/bedrock/aws4_request, "
                + "SignedHeaders=host;x-amz-date, Signature=00ff"
        );

        using HttpResponseMessage response = await http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("signature", await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData("?key=k", HttpStatusCode.OK)]
    [InlineData("", HttpStatusCode.Forbidden)]
    public async Task Gemini_takes_its_key_from_the_query(string query, HttpStatusCode expected)
    {
        Uri address = new(provider.AddressOf("gemini"), "/v1beta/models/gemini-2.5-flash:countTokens" + query);
        using StringContent content = new("""{"contents":[]}""", Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await http.PostAsync(address, content, Cancellation);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_batch_completes_and_its_answers_can_be_downloaded()
    {
        Uri address = provider.AddressOf("openai");
        http.DefaultRequestHeaders.Add("Authorization", "Bearer sk-any");
        string line =
            """{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o","messages":[]}}""";
        using MultipartFormDataContent form = new()
        {
            { new StringContent("batch"), "purpose" },
            {
                new StringContent(line + "\n" + line.Replace("\"a\"", "\"b\"", StringComparison.Ordinal)),
                "file",
                "in.jsonl"
            },
        };
        using HttpResponseMessage sent = await http.PostAsync(new Uri(address, "/v1/files"), form, Cancellation);
        string file = IdOf(await sent.Content.ReadAsStringAsync(Cancellation));
        using StringContent create = new(
            $$"""{"input_file_id":"{{file}}","endpoint":"/v1/chat/completions","completion_window":"24h"}""",
            Encoding.UTF8,
            "application/json"
        );
        using HttpResponseMessage created = await http.PostAsync(new Uri(address, "/v1/batches"), create, Cancellation);
        Uri batch = new(address, "/v1/batches/" + IdOf(await created.Content.ReadAsStringAsync(Cancellation)));

        string first = await http.GetStringAsync(batch, Cancellation);
        JsonElement second = JsonElement.Parse(await http.GetStringAsync(batch, Cancellation));
        Uri output = new(address, $"/v1/files/{second.GetProperty("output_file_id")}/content");
        string[] lines = (await http.GetStringAsync(output, Cancellation)).Trim().Split('\n');

        Assert.Contains("in_progress", first);
        Assert.Equal("completed", second.GetProperty("status").GetString());
        Assert.Equal(["a", "b"], lines.Select(text => JsonElement.Parse(text).GetProperty("custom_id").GetString()));
        LoggedCall download = await provider.Log.WaitForAsync(call => call.Batched.Count > 0, Cancellation);
        Assert.Equal(2, download.Batched.Count);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string IdOf(string json) => JsonElement.Parse(json).GetProperty("id").GetString()!;

    private static JsonElement UsageOf(string json) => JsonElement.Parse(json).GetProperty("usage");

    private async Task<(HttpStatusCode Status, string Text)> AskAsync(string name, string told, string? seededAs = null)
    {
        DialectCall call = DialectCalls.Named(name);
        using HttpRequestMessage request = call.ToProvider(provider.AddressOf(call.Provider), told, seededAs);
        using HttpResponseMessage response = await http.SendAsync(request, Cancellation);
        // One character a byte, so that binary streams can be compared as text.
        return (
            response.StatusCode,
            Encoding.Latin1.GetString(await response.Content.ReadAsByteArrayAsync(Cancellation))
        );
    }
}
