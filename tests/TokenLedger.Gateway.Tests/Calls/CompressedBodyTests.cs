using System.IO.Compression;
using System.Net.Http.Headers;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Tests.Calls;

/// <summary>A body that comes compressed holds and estimates what its text says, not what its bytes weigh.</summary>
public sealed class CompressedBodyTests
{
    private static readonly string s_prompt = string.Concat(Enumerable.Repeat("the same words again ", 500));

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task The_hold_of_a_compressed_body_is_that_of_its_text(string encoding)
    {
        Entry plain = await EntryAsync(EntryKind.Authorization, null, "");
        Entry compressed = await EntryAsync(EntryKind.Authorization, encoding, "");

        Assert.True(plain.Hold!.InputTokens > s_prompt.Length);
        Assert.Equal(plain.Hold, compressed.Hold);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task The_estimate_of_a_compressed_body_is_that_of_its_text(string encoding)
    {
        Entry plain = await EntryAsync(EntryKind.Settlement, null, "hang=headers");
        Entry compressed = await EntryAsync(EntryKind.Settlement, encoding, "hang=headers");

        Assert.True(plain.Lines[0].Quantity > 1_000);
        Assert.Equal(plain.Lines[0].Quantity, compressed.Lines[0].Quantity);
    }

    [Fact]
    public async Task A_body_that_is_not_what_its_encoding_says_is_forwarded_and_held_unpriced()
    {
        await using Bench bench = await Bench.StartAsync();
        HttpRequestMessage request = Bench.Chat(stream: false);
        request.Content!.Headers.ContentEncoding.Add("gzip");

        await bench.SendAsync(request);

        Entry authorization = await bench.Ledger.WhenAsync(entry => entry.Kind == EntryKind.Authorization);
        Assert.Null(authorization.Hold!.Amount);
        Assert.Single(await bench.Provider.Log.WaitForAsync(1, TestContext.Current.CancellationToken));
    }

    private static async Task<Entry> EntryAsync(EntryKind kind, string? encoding, string simulate)
    {
        await using Bench bench = await Bench.StartAsync(options =>
            options with
            {
                UpstreamResponseTimeout = TimeSpan.FromMilliseconds(300),
            }
        );
        HttpRequestMessage request = Bench.Chat(stream: false, simulate);
        string body = $$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"{{s_prompt}}"}]}""";
        request.Content = new ByteArrayContent(Encode(encoding, System.Text.Encoding.UTF8.GetBytes(body)));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        using HttpResponseMessage answer = await bench.SendAsync(request);
        return await bench.Ledger.WhenAsync(entry => entry.Kind == kind);
    }

    private static byte[] Encode(string? encoding, byte[] body)
    {
        using MemoryStream encoded = new();
        using (
            Stream encoder = encoding switch
            {
                "gzip" => new GZipStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
                "br" => new BrotliStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
                "deflate" => new ZLibStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
                _ => encoded,
            }
        )
        {
            encoder.Write(body);
        }

        return encoded.ToArray();
    }
}
