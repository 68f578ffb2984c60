using System.IO.Compression;
using System.Text;
using TokenLedger.Gateway.Relay;

namespace TokenLedger.Gateway.Tests.Relay;

public sealed class ContentDecoderTests
{
    private const int Plenty = 1 << 24;

    private static byte[] Encode(string encoding, byte[] plain, bool flushEach)
    {
        using MemoryStream encoded = new();
        using (
            Stream encoder = encoding switch
            {
                "gzip" => new GZipStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
                "br" => new BrotliStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
                _ => new ZLibStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
            }
        )
        {
            foreach (byte[] piece in plain.Chunk(100))
            {
                encoder.Write(piece);
                if (flushEach)
                {
                    encoder.Flush();
                }
            }
        }

        return encoded.ToArray();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void Pieces_of_any_size_decode_to_the_same_bytes(string encoding)
    {
        byte[] plain = Encoding.UTF8.GetBytes(
            string.Join('\n', Enumerable.Range(0, 2000).Select(i => $"data: {i * 7919}"))
        );
        byte[] encoded = Encode(encoding, plain, flushEach: true);
        foreach (int size in new[] { 1, 2, 7, 64, 1000, encoded.Length })
        {
            Assert.True(ContentDecoder.TryCreate(encoding, out ContentDecoder? decoder));
            using ContentDecoder disposing = decoder!;
            using PooledBuffer output = new(16);
            foreach (byte[] piece in encoded.Chunk(size))
            {
                decoder!.Push(piece, output, Plenty);
            }

            Assert.Equal(plain, output.Span.ToArray());
            Assert.False(decoder!.Broken);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public void What_a_flush_completed_is_decoded_at_once(string encoding)
    {
        using MemoryStream encoded = new();
        using Stream encoder =
            encoding == "gzip"
                ? new GZipStream(encoded, CompressionLevel.Fastest, leaveOpen: true)
                : new BrotliStream(encoded, CompressionLevel.Fastest, leaveOpen: true);
        Assert.True(ContentDecoder.TryCreate(encoding, out ContentDecoder? decoder));
        using ContentDecoder disposing = decoder!;
        using PooledBuffer output = new(16);
        for (int i = 0; i < 50; i++)
        {
            byte[] piece = Encoding.UTF8.GetBytes($"data: event {i}\n\n");
            encoder.Write(piece);
            encoder.Flush();
            decoder!.Push(encoded.ToArray(), output, Plenty);
            encoded.SetLength(0);

            Assert.Equal(piece, output.Span.ToArray());
            output.Release(output.Length);
        }
    }

    [Fact]
    public void Bytes_that_are_not_what_they_claim_are_given_up_quietly()
    {
        Assert.True(ContentDecoder.TryCreate("gzip", out ContentDecoder? decoder));
        using ContentDecoder disposing = decoder!;
        using PooledBuffer output = new(16);

        decoder!.Push(Encoding.UTF8.GetBytes("{\"plain\":\"json, not gzip\"}"), output, Plenty);
        decoder.Push(new byte[100], output, Plenty);

        Assert.True(decoder.Broken);
    }

    [Fact]
    public void A_decompression_bomb_stops_at_the_limit()
    {
        byte[] bomb = Encode("gzip", new byte[8 << 20], flushEach: false);
        Assert.True(ContentDecoder.TryCreate("gzip", out ContentDecoder? decoder));
        using ContentDecoder disposing = decoder!;
        using PooledBuffer output = new(16);

        decoder!.Push(bomb, output, 1 << 20);

        Assert.True(decoder.Broken);
        Assert.InRange(output.Length, 1 << 20, 2 << 20);
    }

    [Fact]
    public void An_unknown_encoding_is_relayed_but_not_read()
    {
        Assert.False(ContentDecoder.TryCreate("zstd", out _));
        Assert.True(ContentDecoder.TryCreate("identity", out ContentDecoder? none));
        Assert.Null(none);
    }
}
