using System.Text;
using Microsoft.AspNetCore.Http;
using TokenLedger.Accounting.Metering;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Relay;
using TokenLedger.Gateway.Relay.Framings;
using TokenLedger.Gateway.Tests.Relay.Framings;

namespace TokenLedger.Gateway.Tests.Relay;

/// <summary>A stream of any framing passes to the byte, is metered exactly, and ends only when it is settled.</summary>
public sealed class EventRelayTests
{
    public static TheoryData<string> Streams { get; } = [.. RecordedStream.Names];

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Cut_at_any_byte_a_stream_passes_unchanged_and_is_metered_exactly(string name)
    {
        RecordedStream stream = RecordedStream.Named(name);
        for (int at = 0; at <= stream.Bytes.Length; at++)
        {
            Relayed relayed = await RelayAsync(stream, [stream.Bytes[..at], stream.Bytes[at..]]);

            relayed.AssertWhole(stream);
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Byte_for_byte_too(string name)
    {
        RecordedStream stream = RecordedStream.Named(name);

        Relayed relayed = await RelayAsync(stream, Cutting.Pieces(stream.Bytes, [1]));

        relayed.AssertWhole(stream);
        // All that said something new had passed before the settlement; what ends the answer had not.
        string before = Encoding.UTF8.GetString(stream.Bytes, 0, relayed.SentBeforeSettlement);
        Assert.InRange(relayed.SentBeforeSettlement, stream.Bytes.Length / 3, stream.Bytes.Length - 2);
        Assert.DoesNotContain("message_stop", before, StringComparison.Ordinal);
        Assert.DoesNotContain("message-end", before, StringComparison.Ordinal);
        Assert.DoesNotContain("stream-end", before, StringComparison.Ordinal);
        Assert.DoesNotContain("\"done\":true", before, StringComparison.Ordinal);
        Assert.DoesNotContain("finishReason", before, StringComparison.Ordinal);
        Assert.DoesNotContain("latencyMs", before, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Broken_off_anywhere_a_stream_is_never_taken_for_whole(string name)
    {
        RecordedStream stream = RecordedStream.Named(name);
        int whole = 0;
        for (int at = 0; at < stream.Bytes.Length; at++)
        {
            Relayed relayed = await RelayAsync(stream, [stream.Bytes[..at]]);

            Assert.Equal(stream.Bytes[..at], relayed.Sent);
            whole += relayed.End.Complete ? 1 : 0;
        }

        // Only the last line end, or the blank line after the last event, may be missing.
        Assert.InRange(whole, 0, name is "gemini array" or "ollama chat" or "cohere v1" ? 2 : 0);
    }

    [Fact]
    public async Task A_damaged_message_passes_untouched_and_is_flagged()
    {
        RecordedStream stream = RecordedStream.Named("bedrock converse");
        byte[] damaged = [.. stream.Bytes];
        damaged[damaged.AsSpan().IndexOf("Hi"u8)] ^= 1;

        Relayed relayed = await RelayAsync(stream, Cutting.Pieces(damaged, [7]));

        Assert.Equal(damaged, relayed.Sent);
        Assert.True(relayed.End.Unread);
        Assert.True(relayed.End.Complete);
        Assert.Equal(stream.Quantities, relayed.Quantities);
    }

    [Theory]
    [InlineData("gemini array")]
    [InlineData("bedrock converse")]
    public async Task A_stream_that_loses_its_shape_passes_untouched_and_is_flagged(string name)
    {
        RecordedStream stream = RecordedStream.Named(name);
        byte[] bytes = [.. stream.Bytes[..1], 0xFF, .. stream.Bytes[1..]];

        Relayed relayed = await RelayAsync(stream, Cutting.Pieces(bytes, [5]));

        Assert.Equal(bytes, relayed.Sent);
        Assert.True(relayed.End.Unread);
        Assert.False(relayed.End.Complete);
        Assert.InRange(relayed.SentBeforeSettlement, 1, bytes.Length - 1); // the last piece waits
    }

    [Fact]
    public async Task An_event_too_long_to_be_kept_passes_unread_and_is_flagged()
    {
        RecordedStream stream = RecordedStream.Named("ollama chat");
        byte[] huge = Encoding.UTF8.GetBytes(
            $$"""{"message":{"content":"{{new string('x', 17 << 20)}}"},"done":false}"""
        );
        byte[] bytes = [.. huge, (byte)'\n', .. stream.Bytes];

        Relayed relayed = await RelayAsync(stream, Cutting.Pieces(bytes, [16 * 1024]));

        Assert.Equal(bytes.Length, relayed.Sent.Length);
        Assert.True(relayed.Sent.AsSpan().SequenceEqual(bytes));
        Assert.True(relayed.End is { Unread: true, Complete: true });
        Assert.Equal(stream.Quantities, relayed.Quantities);
    }

    [Fact]
    public async Task A_stream_that_nobody_meters_passes_and_is_whole_when_it_ends()
    {
        RecordedStream stream = RecordedStream.Named("ollama chat");

        Relayed relayed = await RelayAsync(stream, Cutting.Pieces(stream.Bytes, [3]), metered: false);

        Assert.Equal(stream.Bytes, relayed.Sent);
        Assert.True(relayed.End.Complete);
    }

    private static async Task<Relayed> RelayAsync(
        RecordedStream stream,
        IEnumerable<byte[]> pieces,
        bool metered = true
    )
    {
        MemoryStream sent = new();
        DefaultHttpContext http = new() { Response = { Body = sent } };
        Dialect dialect = Dialect.Named(stream.Upstream);
        Route route = dialect.Match("POST", Uri.UnescapeDataString(stream.Path))!;
        using InferenceCall call = new(http, new(null!, route, ""), new EntryIds(), TimeProvider.System);
        call.Attempt.Usage = metered ? UsageReaders.Create(route.Api, new(null, true, [])) : null;
        using UpstreamClock clock = new(
            new GatewayOptions(),
            TimeProvider.System,
            call.Cut,
            CancellationToken.None,
            default
        );
        using AnswerBody body = new(http, FingerprintKey.Create());
        Framing framing = Framing.Of(stream.ContentType, route, streamed: true)!;
        StreamHead head = new(http.Response, static () => { }, isHeld: false, TimeProvider.System);
        await head.OfferAsync();
        using EventRelay relay = new(
            call,
            framing,
            new PiecesStream(pieces),
            head,
            body,
            clock,
            TimeSpan.FromMinutes(1),
            decoder: null
        );
        int before = -1;
        RelayEnd end = await relay.RunAsync(_ =>
        {
            before = (int)sent.Length;
            return ValueTask.FromResult(true);
        });
        return new(end, sent.ToArray(), before, call.Usage?.Report(end.Complete));
    }

    private sealed record Relayed(RelayEnd End, byte[] Sent, int SentBeforeSettlement, UsageReport? Usage)
    {
        public Dictionary<string, decimal> Quantities =>
            Usage!.Quantities.ToDictionary(quantity => quantity.Meter, quantity => quantity.Count);

        public void AssertWhole(RecordedStream stream)
        {
            Assert.Equal(stream.Bytes, Sent);
            Assert.Equal(new RelayEnd(CallOutcome.Served, Complete: true), End);
            Assert.Equal(UsageSource.Provider, Usage!.Source);
            Assert.Equal(stream.Quantities, Quantities);
        }
    }
}
