using System.Text;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Tests.Dialects;

public sealed class RequestReadingTests
{
    private static RequestReading Read(string body) => RequestReading.Read(Encoding.UTF8.GetBytes(body));

    [Fact]
    public void Members_of_interest_are_read_wherever_they_stand()
    {
        RequestReading reading = Read(
            """
            {"messages":[{"role":"user","content":"\"model\":\"fake\" {[ \\"}],"tools":[{"type":"function"},{"x":[1,2]}],
             "stream":true,"max_completion_tokens":512,"n":3,"service_tier":"flex","user":"ada","model":"gpt-5-mini"}
            """
        );

        Assert.Equal("gpt-5-mini", reading.Model);
        Assert.True(reading.Streamed);
        Assert.Equal(512, reading.MaxOutputTokens);
        Assert.Equal(3, reading.Choices);
        Assert.Equal(2, reading.ToolsOffered);
        Assert.Equal("ada", reading.User);
        Assert.Equal([new("service_tier", "flex")], reading.Conditions);
        Assert.True(reading.IsObject);
    }

    [Fact]
    public void An_escaped_name_is_the_same_member() => Assert.True(Read("""{"str\u0065am":true}""").Streamed);

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[1,2]")]
    [InlineData("{\"model\":\"m\"")]
    [InlineData("{\"model\":")]
    [InlineData("{\"model\":\"m\"} x")]
    public void A_body_that_is_no_object_is_read_as_far_as_it_goes_and_never_throws(string body) =>
        Assert.False(Read(body).IsObject);

    [Fact]
    public void Claude_Codes_metadata_gives_user_and_session()
    {
        RequestReading reading = Read(
            """{"metadata":{"user_id":"{\"device_id\":\"d\",\"account_uuid\":\"acc-1\",\"session_id\":\"s-9\"}"}}"""
        );

        Assert.Equal("acc-1", reading.User);
        Assert.Equal("s-9", reading.Session);
    }

    [Theory]
    [InlineData("""{"model":5,"stream":"yes","max_tokens":-1,"n":"many","tools":{},"user":null}""")]
    [InlineData("""{"max_tokens":1e99,"n":99999999999999999999,"tools":[[[[[[]]]]],"stream_options":7}""")]
    public void Values_of_a_wrong_type_are_left_to_the_provider(string body)
    {
        RequestReading reading = Read(body);

        Assert.Null(reading.Model);
        Assert.False(reading.Streamed);
        Assert.Null(reading.MaxOutputTokens);
        Assert.Equal(1, reading.Choices);
    }
}
