using System.IO.Compression;
using System.Net;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Tests.Calls;

/// <summary>Nothing is sent before it is authorised, and nothing completed before it is settled.</summary>
public sealed class LedgerFirstTests
{
    [Fact]
    public async Task Nothing_reaches_the_upstream_before_the_authorization_is_durable()
    {
        await using Bench bench = await Bench.StartAsync(script: ledger => ledger.Hold(EntryKind.Authorization));

        Task<HttpResponseMessage> answer = bench.SendAsync(Bench.Chat(stream: false));
        while (bench.Host.OpenCalls == 0)
        {
            await Task.Yield();
        }

        Assert.Empty(bench.Provider.Log.Calls);
        bench.Ledger.Release(EntryKind.Authorization);

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
        Assert.Single(await bench.Provider.Log.WaitForAsync(1, CancellationToken.None));
    }

    [Fact]
    public async Task A_ledger_that_cannot_authorise_means_503_and_nothing_forwarded()
    {
        await using Bench bench = await Bench.StartAsync(script: ledger => ledger.Refuse(EntryKind.Authorization));

        HttpResponseMessage answer = await bench.SendAsync(Bench.Chat(stream: true));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains("ledger_unavailable", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(bench.Provider.Log.Calls);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await bench.Client.GetAsync("/readyz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await bench.Client.GetAsync("/livez")).StatusCode);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_settled_is_withheld()
    {
        await using Bench bench = await Bench.StartAsync(script: ledger => ledger.Refuse(EntryKind.Settlement));

        HttpResponseMessage answer = await bench.SendAsync(Bench.Chat(stream: false));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.DoesNotContain("choices", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_cannot_be_settled_never_gets_its_last_event()
    {
        await using Bench bench = await Bench.StartAsync(script: ledger => ledger.Refuse(EntryKind.Settlement));

        HttpResponseMessage answer = await bench.SendAsync(Bench.Chat(stream: true));
        using MemoryStream received = new();

        await Assert.ThrowsAnyAsync<IOException>(async () =>
            await (await answer.Content.ReadAsStreamAsync()).CopyToAsync(received)
        );
        string text = System.Text.Encoding.UTF8.GetString(received.ToArray());
        Assert.Contains("delta", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("bytewise")]
    public async Task All_but_the_last_event_of_a_stream_passes_before_the_settlement(string simulate)
    {
        await using Bench bench = await Bench.StartAsync(script: ledger => ledger.Hold(EntryKind.Settlement));

        HttpResponseMessage answer = await bench.SendAsync(Bench.Chat(stream: true, simulate));
        using StreamReader reader = new(await answer.Content.ReadAsStreamAsync());
        string before = "";
        while (!before.Contains("\"finish_reason\":\"stop\"", StringComparison.Ordinal))
        {
            before += await reader.ReadLineAsync() + "\n";
        }

        await AssertTheRestWaitsAsync(bench, reader);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task An_encoded_stream_passes_encoded_and_its_end_waits_too(string encoding)
    {
        await using Bench bench = await Bench.StartAsync(
            options => options with { InjectStreamUsage = false },
            ledger => ledger.Hold(EntryKind.Settlement)
        );
        HttpRequestMessage request = Bench.Chat(stream: true, $"encoding={encoding},gate=middle,after=3");
        request.Headers.Add("Accept-Encoding", encoding);

        HttpResponseMessage answer = await bench.SendAsync(request);
        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.Single());
        Stream encoded = await answer.Content.ReadAsStreamAsync();
        using StreamReader reader = new(
            encoding == "gzip"
                ? new GZipStream(encoded, CompressionMode.Decompress)
                : new BrotliStream(encoded, CompressionMode.Decompress)
        );
        Assert.StartsWith("data:", await reader.ReadLineAsync(), StringComparison.Ordinal);
        bench.Provider.Gate("middle").Open();

        await AssertTheRestWaitsAsync(bench, reader);
    }

    private static async Task AssertTheRestWaitsAsync(Bench bench, StreamReader reader)
    {
        Assert.DoesNotContain(bench.Ledger.Entries, entry => entry.Kind == EntryKind.Settlement);
        Task<string> rest = reader.ReadToEndAsync();
        Assert.False(rest.IsCompleted);
        bench.Ledger.Release(EntryKind.Settlement);

        Assert.EndsWith("data: [DONE]\n\n", await rest, StringComparison.Ordinal);
        Assert.Single(bench.Ledger.Entries, entry => entry.Kind == EntryKind.Settlement);
    }

    [Fact]
    public async Task No_token_waits_for_the_next_one()
    {
        await using Bench bench = await Bench.StartAsync();

        HttpResponseMessage answer = await bench.SendAsync(Bench.Chat(stream: true, "gate=middle,after=3"));
        using StreamReader reader = new(await answer.Content.ReadAsStreamAsync());
        int events = 0;
        while (events < 3)
        {
            events += (await reader.ReadLineAsync())!.StartsWith("data:", StringComparison.Ordinal) ? 1 : 0;
        }

        // Three events have come although the provider has not gone past its third.
        await bench.Provider.Gate("middle").Reached.WaitAsync(TimeSpan.FromSeconds(30));
        bench.Provider.Gate("middle").Open();
        Assert.Contains("[DONE]", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }
}
