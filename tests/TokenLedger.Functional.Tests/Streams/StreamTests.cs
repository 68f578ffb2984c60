using System.Text;
using TokenLedger.Demo.Simulation;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Streams;

/// <summary>Streams pass to the byte, at once, and end only when they are settled.</summary>
public sealed class StreamTests : IAsyncLifetime
{
    private TestGateway gateway = null!;

    public async ValueTask InitializeAsync() => gateway = await TestGateway.StartAsync();

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    public static TheoryData<string, string> Oddities()
    {
        TheoryData<string, string> data = [];
        foreach (string dialect in (string[])["chat", "messages", "responses"])
        {
            foreach (
                string told in (string[])
                    [
                        "words=20",
                        "crlf",
                        "comments",
                        "extras",
                        "bytewise",
                        "bytewise,crlf,comments,extras",
                        "encoding=gzip",
                        "encoding=br",
                        "encoding=gzip,bytewise",
                        "huge_event=2",
                        "malformed=sse",
                        "id=duplicate",
                    ]
            )
            {
                data.Add(dialect, told);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Oddities))]
    public async Task A_stream_passes_to_the_byte_and_is_metered(string dialect, string told)
    {
        (string path, string body) = Stream(dialect);
        Received direct = await gateway.SendDirectAsync(Ask.Post(path, body, told));
        Received through = await gateway.SendAsync(Ask.Post(path, body, told));

        Assert.Equal(200, through.Status);
        Assert.Equal(direct.StableHeaders, through.StableHeaders);
        Assert.Equal(Convert.ToHexString(direct.Body), Convert.ToHexString(through.Body));
        LedgerEntry end = await gateway.EndOfAsync(through.Call!);
        Assert.Equal("served", end.Outcome);
        Assert.Equal("provider", end.Text("usage_source"));
        LoggedCall logged = (await gateway.Provider.Log.WaitForAsync(2, gateway.Cancellation))[^1];
        Assert.Equal(Tokens.Show(Tokens.Of(logged.Usage!)), Tokens.Show(end.Quantities));
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task A_stream_without_usage_is_estimated_and_says_so(string dialect)
    {
        (string path, string body) = Stream(dialect);
        Received direct = await gateway.SendDirectAsync(Ask.Post(path, body, "usage=none"));
        Received through = await gateway.SendAsync(Ask.Post(path, body, "usage=none"));

        Assert.Equal(direct.Text, through.Text);
        LedgerEntry end = await gateway.EndOfAsync(through.Call!);
        Assert.Equal("settlement", end.Kind);
        Assert.Equal("estimated", end.Text("usage_source"));
        Assert.True(end.Quantities["tokens.output"] > 0);
    }

    [Fact]
    public async Task Usage_in_the_middle_of_a_stream_counts()
    {
        Received through = await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.ChatStream("Middle"), "usage=middle"));

        LedgerEntry end = await gateway.EndOfAsync(through.Call!);
        LoggedCall logged = await gateway.Provider.Log.WaitForAsync(_ => true, gateway.Cancellation);
        Assert.Equal(Tokens.Show(Tokens.Of(logged.Usage!)), Tokens.Show(end.Quantities));
    }

    [Theory]
    [InlineData("words=20")]
    [InlineData("bytewise,crlf")]
    [InlineData("comments")]
    public async Task Asking_for_usage_on_the_callers_behalf_leaves_no_trace(string told)
    {
        string body = Ask.ChatStream("No trace", withUsage: false);
        Received direct = await gateway.SendDirectAsync(Ask.Post(Ask.ChatPath, body, told));
        Received through = await gateway.SendAsync(Ask.Post(Ask.ChatPath, body, told));

        Assert.DoesNotContain("usage", direct.Text);
        Assert.Equal(direct.Text, through.Text);
        LoggedCall asked = (await gateway.Provider.Log.WaitForAsync(2, gateway.Cancellation))[^1];
        Assert.Contains("include_usage", Encoding.UTF8.GetString(asked.Body.Span));
        LedgerEntry end = await gateway.EndOfAsync(through.Call!);
        Assert.Equal("provider", end.Text("usage_source"));
        Assert.Equal(Tokens.Show(Tokens.Of(asked.Usage!)), Tokens.Show(end.Quantities));
    }

    [Fact]
    public async Task Without_the_rewrite_the_request_is_untouched_and_the_usage_estimated()
    {
        await using TestGateway plain = await TestGateway.StartAsync((o, _) => o with { InjectStreamUsage = false });
        string body = Ask.ChatStream("Untouched", withUsage: false);

        Received answer = await plain.SendAsync(Ask.Post(Ask.ChatPath, body));

        LoggedCall logged = await plain.Provider.Log.WaitForAsync(_ => true, plain.Cancellation);
        Assert.Equal(body, Encoding.UTF8.GetString(logged.Body.Span));
        Assert.Equal("estimated", (await plain.EndOfAsync(answer.Call!)).Text("usage_source"));
    }

    [Theory]
    [InlineData("chat", "data: [DONE]")]
    [InlineData("messages", "event: message_stop")]
    [InlineData("responses", "event: response.completed")]
    public async Task When_the_last_event_arrives_the_settlement_is_already_on_the_books(string dialect, string last)
    {
        (string path, string body) = Stream(dialect);
        using HttpResponseMessage response = await gateway.Http.SendAsync(
            Ask.Post(path, body),
            HttpCompletionOption.ResponseHeadersRead,
            gateway.Cancellation
        );
        string call = Received.HeadersOf(response)["X-TokenLedger-Call"];
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(gateway.Cancellation));

        string? line;
        do
        {
            line = await reader.ReadLineAsync(gateway.Cancellation);
            Assert.NotNull(line);
        } while (line != last);

        Assert.Single(await gateway.EntriesOfAsync(call), entry => entry.Kind == "settlement");
    }

    [Theory]
    [InlineData("chat", 1)]
    [InlineData("chat", 7)]
    [InlineData("messages", 4)]
    [InlineData("responses", 6)]
    public async Task Tokens_arrive_while_the_provider_still_thinks(string dialect, int after)
    {
        (string path, string body) = Stream(dialect);
        string direct = (await gateway.SendDirectAsync(Ask.Post(path, body))).Text;
        int length = IndexAfter(direct, "\n\n", after);
        using HttpResponseMessage response = await gateway.Http.SendAsync(
            Ask.Post(path, body, $"gate={dialect}{after},after={after}"),
            HttpCompletionOption.ResponseHeadersRead,
            gateway.Cancellation
        );
        await using Stream stream = await response.Content.ReadAsStreamAsync(gateway.Cancellation);

        // The provider has sent so many events and waits: all of them must come without anything after them.
        byte[] early = new byte[Encoding.UTF8.GetByteCount(direct[..length])];
        await stream.ReadExactlyAsync(early, gateway.Cancellation);
        gateway.Provider.Gate($"{dialect}{after}").Open();
        using StreamReader rest = new(stream);

        Assert.Equal(direct, Encoding.UTF8.GetString(early) + await rest.ReadToEndAsync(gateway.Cancellation));
    }

    private static (string Path, string Body) Stream(string dialect) =>
        (Ask.PathOf(dialect), Ask.StreamOf(dialect, "Stream"));

    private static int IndexAfter(string text, string separator, int count)
    {
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            at = text.IndexOf(separator, at, StringComparison.Ordinal) + separator.Length;
        }

        return at;
    }
}
