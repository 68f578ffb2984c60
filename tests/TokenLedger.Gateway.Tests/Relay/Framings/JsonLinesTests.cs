using System.Text;
using TokenLedger.Gateway.Relay.Framings;

namespace TokenLedger.Gateway.Tests.Relay.Framings;

public sealed class JsonLinesTests
{
    [Theory]
    [InlineData("{\"a\":1}\n{\"b\":2}\n", new[] { """|{"a":1}""", """|{"b":2}""" })]
    [InlineData("{\"a\":1}\r\n\r\n{\"b\":2}\r\n", new[] { """|{"a":1}""", """|{"b":2}""" })]
    [InlineData("{\"a\":1}\n{\"b\":2}", new[] { """|{"a":1}""", """|{"b":2}""" })]
    [InlineData("{\"a\":1}\n{\"b\":2", new[] { """|{"a":1}""" })]
    [InlineData("{\"a\":1}\n{\"b\":\"}", new[] { """|{"a":1}""" })]
    [InlineData("", new string[0])]
    public void Each_line_is_an_event_and_a_whole_object_needs_no_line_end(string text, string[] events) =>
        Assert.Equal(events, Cutting.Events(new JsonLines(), Encoding.UTF8.GetBytes(text)));
}
