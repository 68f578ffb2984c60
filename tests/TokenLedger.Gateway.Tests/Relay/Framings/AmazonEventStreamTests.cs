using System.Text;
using TokenLedger.Gateway.Relay.Framings;

namespace TokenLedger.Gateway.Tests.Relay.Framings;

public sealed class AmazonEventStreamTests
{
    [Fact]
    public void The_checksum_is_the_published_one() => Assert.Equal(0xCBF43926, Crc32.Of("123456789"u8));

    [Fact]
    public void A_published_message_is_read()
    {
        byte[] message = Convert.FromHexString(
            "0000003d0000002007fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e7b27666f6f273a27626172277d8d9c08b1"
        );
        AmazonEventStream framing = new();

        Assert.Equal(["|{'foo':'bar'}"], Cutting.Events(framing, message));
        Assert.False(framing.IsMalformed);
    }

    [Fact]
    public void A_message_is_named_by_its_event_or_exception()
    {
        byte[] stream =
        [
            .. AmazonMessages.Event("metadata", """{"usage":{}}"""),
            .. AmazonMessages.Exception("throttlingException", """{"message":"slow"}"""),
            .. AmazonMessages.Event("ping", ""),
        ];

        Assert.Equal(
            ["metadata|{\"usage\":{}}", "throttlingException|{\"message\":\"slow\"}", "ping|{}"],
            Cutting.Events(new AmazonEventStream(), stream)
        );
    }

    [Theory]
    [InlineData(20, 1)] // a header
    [InlineData(-6, 1)] // the payload
    [InlineData(-1, 1)] // the checksum
    public void A_damaged_message_goes_unread_and_the_next_one_is_found(int at, int read)
    {
        byte[] damaged = AmazonMessages.Event("contentBlockDelta", """{"delta":{"text":"Hi"}}""");
        damaged[at < 0 ? damaged.Length + at : at] ^= 0x20;
        AmazonEventStream framing = new();

        List<string> events = Cutting.Events(framing, [.. damaged, .. AmazonMessages.Event("metadata", "{\"a\":1}")]);

        Assert.Equal(read, events.Count);
        Assert.Equal("metadata|{\"a\":1}", events[^1]);
        Assert.True(framing.IsMalformed);
        Assert.False(framing.IsLost);
    }

    [Theory]
    [InlineData(0)] // the message's length
    [InlineData(7)] // the headers' length
    [InlineData(9)] // the prelude's checksum
    public void After_a_damaged_prelude_no_message_is_found(int at)
    {
        byte[] damaged = AmazonMessages.Event("metadata", "{}");
        damaged[at] ^= 0x01;
        AmazonEventStream framing = new();

        Assert.Empty(Cutting.Events(framing, [.. damaged, .. AmazonMessages.Event("metadata", "{}")]));
        Assert.True(framing.IsLost);
    }

    [Fact]
    public void Headers_of_every_type_are_stepped_over()
    {
        byte[] headers =
        [
            .. Of("t", 0),
            .. Of("f", 1),
            .. Of("b", 2, 9),
            .. Of("s", 3, 1, 2),
            .. Of("i", 4, 1, 2, 3, 4),
            .. Of("l", 5, 1, 2, 3, 4, 5, 6, 7, 8),
            .. Of("a", 6, 0, 2, 7, 7),
            .. Of("d", 8, 1, 2, 3, 4, 5, 6, 7, 8),
            .. Of("u", 9, [.. new byte[16]]),
        ];
        byte[] message = AmazonMessages.Event("metadata", "{}", headers);

        Assert.Equal(["metadata|{}"], Cutting.Events(new AmazonEventStream(), message));

        static byte[] Of(string name, byte type, params byte[] value) =>
            [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), type, .. value];
    }

    [Theory]
    [InlineData(10)] // an unknown type
    [InlineData(7)] // a text longer than what is left
    public void Headers_that_do_not_fit_leave_the_message_unread(byte type)
    {
        byte[] message = AmazonMessages.Event("metadata", "{}", [1, (byte)'x', type, 255, 255]);
        AmazonEventStream framing = new();

        Assert.Empty(Cutting.Events(framing, message));
        Assert.True(framing.IsMalformed);
    }
}
