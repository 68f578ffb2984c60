using System.Text;
using TokenLedger.Gateway.Relay.Framings;

namespace TokenLedger.Gateway.Tests.Relay.Framings;

public sealed class JsonArrayTests
{
    [Theory]
    [InlineData("""[{"a":1},{"b":[{}]}]""", new[] { """|{"a":1}""", """|{"b":[{}]}""" })]
    [InlineData("[{\"a\":1}\n,\r\n {\"b\":2}\n]\n", new[] { """|{"a":1}""", """|{"b":2}""" })]
    [InlineData(
        """[{"text":"a ] } \" \\"},{"b":"\\\""}]""",
        new[] { """|{"text":"a ] } \" \\"}""", """|{"b":"\\\""}""" }
    )]
    [InlineData("[]", new string[0])]
    public void Each_element_is_an_event(string text, string[] events)
    {
        JsonArray framing = new();

        Assert.Equal(events, Cutting.Events(framing, Encoding.UTF8.GetBytes(text)));
        Assert.True(framing.IsWhole);
        Assert.False(framing.IsMalformed);
    }

    [Theory]
    [InlineData("""{"error":{"code":400}}""")]
    [InlineData("""[1,2]""")]
    [InlineData("""["text"]""")]
    [InlineData("""[[{}]]""")]
    [InlineData("""oops""")]
    public void What_is_no_array_of_objects_is_given_up(string text)
    {
        JsonArray framing = new();

        Assert.Empty(Cutting.Events(framing, Encoding.UTF8.GetBytes(text)));
        Assert.True(framing.IsLost);
    }

    [Fact]
    public void An_array_that_breaks_off_is_not_whole_and_its_last_element_no_event()
    {
        JsonArray framing = new();

        Assert.Equal(["""|{"a":1}"""], Cutting.Events(framing, """[{"a":1},{"b":12"""u8.ToArray()));
        Assert.False(framing.IsWhole);
    }
}
