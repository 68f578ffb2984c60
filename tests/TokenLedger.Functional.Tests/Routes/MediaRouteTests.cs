using System.Net.Http.Headers;
using System.Text;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Routes;

/// <summary>Routes beside chat: metered where something is reported or published, and never changed.</summary>
public sealed class MediaRouteTests
{
    [Theory]
    [InlineData("hello", 5, "0.000075")]
    [InlineData("h\u00e9llo \ud83d\udc4b", 7, "0.000105")]
    [InlineData("line\\nbreak \\ud83d\\udc4b", 12, "0.00018")]
    public async Task Speech_is_booked_by_the_characters_of_its_text(string input, long characters, string cost)
    {
        await using StubProvider provider = await StubProvider.StartAsync(http =>
            StubProvider.WriteAsync(http, "ID3 audio", "audio/mpeg")
        );
        await using TestGateway gateway = await provider.GatewayAsync();

        Received answer = await gateway.SendAsync(
            Ask.Post("/v1/audio/speech", $$"""{"model":"tts-1","voice":"alloy","input":"{{input}}"}""")
        );

        Assert.Equal("ID3 audio", answer.Text);
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal($"characters.in={characters}", Tokens.Show(end.Quantities));
        Assert.Equal(cost, end.Text("cost_usd")); // 15 USD per million
    }

    [Fact]
    public async Task A_transcriptions_model_is_read_from_its_form_which_passes_to_the_byte()
    {
        await using StubProvider provider = await StubProvider.OfAsync(
            """{"text":"hi","usage":{"type":"duration","seconds":90}}"""
        );
        await using TestGateway gateway = await provider.GatewayAsync();
        byte[] audio = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31))];
        (HttpRequestMessage request, byte[] form) = Form(
            "/v1/audio/transcriptions",
            audio,
            ("model", "whisper-1"),
            ("response_format", "json")
        );

        Received answer = await gateway.SendAsync(request);

        Assert.Equal(Convert.ToHexString(form), Convert.ToHexString(provider.Body));
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal(("openai.transcription", "whisper-1"), (end.Text("api"), end.Text("model_requested")));
        Assert.Equal("audio.seconds=90", Tokens.Show(end.Quantities));
        Assert.Equal("0.009", end.Text("cost_usd")); // 0.36 USD an hour
    }

    [Fact]
    public async Task An_edited_image_is_booked_with_the_size_and_quality_of_its_form()
    {
        await using StubProvider provider = await StubProvider.OfAsync(
            """{"created":1,"data":[{"url":"u"},{"url":"v"}]}"""
        );
        await using TestGateway gateway = await provider.GatewayAsync();
        (HttpRequestMessage request, byte[] form) = Form(
            "/v1/images/edits",
            [137, 80, 78, 71, 13, 10, 13, 10],
            ("size", "1024x1792"),
            ("quality", "hd"),
            ("model", "dall-e-3")
        );

        Received answer = await gateway.SendAsync(request);

        Assert.Equal(Convert.ToHexString(form), Convert.ToHexString(provider.Body));
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal("images=2", Tokens.Show(end.Quantities));
        Assert.Equal("0.24", end.Text("cost_usd"));
    }

    [Fact]
    public async Task A_generated_image_is_booked_with_the_size_and_quality_of_its_body()
    {
        await using StubProvider provider = await StubProvider.OfAsync("""{"created":1,"data":[{"url":"u"}]}""");
        await using TestGateway gateway = await provider.GatewayAsync();

        Received plain = await gateway.SendAsync(
            Ask.Post("/v1/images/generations", """{"model":"dall-e-3","prompt":"a","size":"1024x1024"}""")
        );
        Received large = await gateway.SendAsync(
            Ask.Post(
                "/v1/images/generations",
                """{"model":"dall-e-3","prompt":"a","size":"1792x1024","quality":"hd"}"""
            )
        );

        Assert.Equal("0.04", (await gateway.EndOfAsync(plain.Call!)).Text("cost_usd"));
        Assert.Equal("0.12", (await gateway.EndOfAsync(large.Call!)).Text("cost_usd"));
    }

    [Theory]
    [InlineData("POST", "/v1/files")]
    [InlineData("GET", "/v1/files?limit=3")]
    [InlineData("GET", "/v1/files/file-1")]
    [InlineData("DELETE", "/v1/files/file-1")]
    [InlineData("POST", "/v1/batches")]
    [InlineData("GET", "/v1/batches/batch_1")]
    [InlineData("POST", "/v1/batches/batch_1/cancel")]
    [InlineData("POST", "/v1/realtime/client_secrets")]
    [InlineData("POST", "/v1/realtime/sessions")]
    [InlineData("POST", "/v1/realtime/transcription_sessions")]
    [InlineData("POST", "/v1/messages/batches")]
    [InlineData("GET", "/v1/messages/batches/msgbatch_1")]
    [InlineData("POST", "/mistral/v1/batch/jobs")]
    public async Task What_runs_no_model_is_recorded_at_no_cost(string method, string path)
    {
        await using StubProvider provider = await StubProvider.OfAsync("""{"id":"x"}""");
        await using TestGateway gateway = await provider.GatewayAsync();

        Received answer = await gateway.SendAsync(
            Ask.Request(HttpMethod.Parse(method), path, method == "POST" ? "{}" : null)
        );

        Assert.Equal(200, answer.Status);
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal(("settlement", "0", "none"), (end.Kind, end.Text("cost_usd"), end.Text("usage_source")));
        Assert.DoesNotContain(".other", end.Text("api"));
    }

    [Fact]
    public async Task A_rerank_is_booked_by_what_its_answer_reports()
    {
        await using StubProvider provider = await StubProvider.OfAsync(
            """{"id":"r","model":"bge","results":[],"usage":{"prompt_tokens":40,"total_tokens":40}}"""
        );
        await using TestGateway gateway = await provider.GatewayAsync();

        Received answer = await gateway.SendAsync(
            Ask.Post("/vllm/v1/rerank", """{"model":"bge","query":"q","documents":["d"]}""")
        );

        Assert.Equal(["POST /v1/rerank"], provider.Requests);
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal("tokens.input=40", Tokens.Show(end.Quantities));
    }

    private static (HttpRequestMessage Request, byte[] Form) Form(
        string path,
        byte[] file,
        params (string Name, string Value)[] fields
    )
    {
        using MemoryStream form = new();
        form.Write("--xyz 1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n"u8);
        form.Write(file);
        foreach ((string name, string value) in fields)
        {
            string part = $"\r\n--xyz 1\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}";
            form.Write(Encoding.UTF8.GetBytes(part));
        }

        form.Write("\r\n--xyz 1--\r\n"u8);
        HttpRequestMessage request = Ask.Request(HttpMethod.Post, path, null);
        request.Content = new ByteArrayContent(form.ToArray());
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=\"xyz 1\"");
        return (request, form.ToArray());
    }
}
