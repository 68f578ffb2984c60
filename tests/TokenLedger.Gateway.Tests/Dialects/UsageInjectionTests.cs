using System.Text;
using System.Text.Json;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Tests.Dialects;

public sealed class UsageInjectionTests
{
    private static readonly Route s_chat = OpenAiDialect.Instance.Match("POST", "/v1/chat/completions")!;

    private static string? Inject(string body, Route? route = null)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        if (UsageInjection.For(route ?? s_chat, RequestReading.Read(bytes), bytes) is not { } splice)
        {
            return null;
        }

        return Encoding.UTF8.GetString([
            .. bytes[..splice.Start],
            .. splice.Insertion,
            .. bytes[(splice.Start + splice.Length)..],
        ]);
    }

    [Theory]
    [InlineData("""{"model":"m","stream":true}""")]
    [InlineData("""  { "stream" : true, "messages": [] }""")]
    [InlineData("""{"stream":true,"stream_options":{}}""")]
    [InlineData("""{"stream":true,"stream_options":null}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":false}}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_obfuscation":false}}""")]
    [InlineData("""{"stream_options":{"x":{"include_usage":true},"include_usage": null },"stream":true}""")]
    public void A_stream_that_does_not_ask_for_usage_is_made_to_ask_once(string body)
    {
        string changed = Inject(body)!;

        using JsonDocument before = JsonDocument.Parse(body);
        using JsonDocument after = JsonDocument.Parse(changed);
        Assert.True(after.RootElement.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
        Assert.Equal(1, CountOf(changed, "\"stream_options\""));
        foreach (JsonProperty member in before.RootElement.EnumerateObject().Where(m => m.Name != "stream_options"))
        {
            Assert.Equal(member.Value.GetRawText(), after.RootElement.GetProperty(member.Name).GetRawText());
        }
    }

    [Theory]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"stream":false}""")]
    [InlineData("""{"model":"m"}""")]
    [InlineData("""{"stream":true""")]
    public void A_body_that_asks_or_needs_none_or_is_malformed_is_left_alone(string body) => Assert.Null(Inject(body));

    [Fact]
    public void Other_operations_are_left_alone() =>
        Assert.Null(Inject("""{"stream":true}""", OpenAiDialect.Instance.Match("POST", "/v1/responses")));

    private static int CountOf(string text, string part) => text.Split(part).Length - 1;
}
