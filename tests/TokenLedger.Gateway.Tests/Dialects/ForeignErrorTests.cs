using System.Text;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Tests.Dialects;

public sealed class ForeignErrorTests
{
    private static readonly Guid s_call = Guid.Parse("0192f0c1-2222-7333-8444-555566667777");

    [Theory]
    [InlineData(
        "gemini",
        """{"error":{"code":429,"message":"Slow down.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"slow","domain":"tokenledger","metadata":{"call":"0192f0c1-2222-7333-8444-555566667777"}}]}}"""
    )]
    [InlineData("bedrock", """{"__type":"ThrottlingException","message":"Slow down.","code":"slow"}""")]
    [InlineData("cohere", """{"id":"0192f0c1-2222-7333-8444-555566667777","message":"Slow down.","code":"slow"}""")]
    [InlineData("ollama", """{"error":"Slow down.","code":"slow"}""")]
    public void An_error_has_the_shape_its_clients_know(string dialect, string expected)
    {
        Refusal refusal = new(429, "rate_limit_error", "slow", "Slow down.");

        Assert.Equal(expected, Encoding.UTF8.GetString(Dialect.Named(dialect).ErrorBody(refusal, s_call)));
    }

    [Fact]
    public void Vertex_words_errors_as_Gemini_does()
    {
        Refusal refusal = new(404, "not_found_error", "unknown_route", "No.");

        Assert.Equal(
            Dialect.Named("gemini").ErrorBody(refusal, null),
            Dialect.Named("vertex").ErrorBody(refusal, null)
        );
    }
}
