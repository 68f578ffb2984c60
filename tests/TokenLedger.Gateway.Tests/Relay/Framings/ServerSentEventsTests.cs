using System.Text;
using TokenLedger.Gateway.Relay.Framings;

namespace TokenLedger.Gateway.Tests.Relay.Framings;

public sealed class ServerSentEventsTests
{
    [Theory]
    [InlineData("data: a\n\n", 9)]
    [InlineData("data: a\r\n\r\n", 11)]
    [InlineData("data: a\r\n\r", -1)]
    [InlineData("data: a\r\r", 9)]
    [InlineData("data: a\n\r\n", 10)]
    [InlineData("data: a\n\ndata: b\n\n", 9)]
    [InlineData("\n", 1)]
    [InlineData(": comment\n\n", 11)]
    [InlineData("data: a\n", -1)]
    [InlineData("data: a", -1)]
    [InlineData("data: a\r\n", -1)]
    [InlineData("", -1)]
    public void An_event_ends_with_its_blank_line(string text, int end) =>
        Assert.Equal(end, new ServerSentEvents().EndOfFirst(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("event: message_stop\ndata: {\"a\":1}\n\n", "message_stop", "{\"a\":1}")]
    [InlineData("data:{\"a\":1}\n\n", "", "{\"a\":1}")]
    [InlineData("data: one\ndata: two\r\ndata\n\n", "", "one\ntwo\n")]
    [InlineData(": ping\n\n", "", "")]
    [InlineData("id: 7\nretry: 10\nevent:x\ndata:  y\n\n", "x", " y")]
    public void Name_and_data_are_read_as_the_standard_says(string text, string name, string data)
    {
        new ServerSentEvents().Parse(
            Encoding.UTF8.GetBytes(text),
            out ReadOnlySpan<byte> foundName,
            out ReadOnlySpan<byte> foundData
        );

        Assert.Equal(name, Encoding.UTF8.GetString(foundName));
        Assert.Equal(data, Encoding.UTF8.GetString(foundData));
    }
}
