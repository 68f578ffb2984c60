using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Limits;

namespace TokenLedger.Gateway.Tests.Limits;

public sealed class RateHeadersTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0.017, "17ms")]
    [InlineData(0.0000001, "1ms")]
    [InlineData(1, "1s")]
    [InlineData(59.7, "59.7s")]
    [InlineData(360, "6m0s")]
    [InlineData(3600, "1h0m0s")]
    [InlineData(86_400, "24h0m0s")]
    public void Spans_are_worded_as_OpenAI_words_them(double seconds, string text) =>
        Assert.Equal(text, RateHeaders.Span((long)(seconds * TimeSpan.TicksPerSecond)));

    [Fact]
    public void OpenAi_clients_read_their_headers() =>
        Assert.Equal(
            [
                "x-ratelimit-limit-requests=60",
                "x-ratelimit-remaining-requests=59",
                "x-ratelimit-reset-requests=1m0s",
                "x-ratelimit-limit-tokens=1000",
                "x-ratelimit-remaining-tokens=0",
                "x-ratelimit-reset-tokens=500ms",
            ],
            Of(OpenAiDialect.Instance)
        );

    [Fact]
    public void Anthropic_clients_read_theirs() =>
        Assert.Equal(
            [
                "anthropic-ratelimit-requests-limit=60",
                "anthropic-ratelimit-requests-remaining=59",
                "anthropic-ratelimit-requests-reset=2026-03-01T12:01:00Z",
                "anthropic-ratelimit-tokens-limit=1000",
                "anthropic-ratelimit-tokens-remaining=0",
                "anthropic-ratelimit-tokens-reset=2026-03-01T12:00:01Z",
            ],
            Of(AnthropicDialect.Instance)
        );

    private static IEnumerable<string> Of(Dialect dialect) =>
        RateHeaders
            .Of(
                dialect,
                new RateStanding(60, 59, TimeSpan.TicksPerMinute),
                new RateStanding(1000, 0, TimeSpan.TicksPerSecond / 2),
                s_now
            )
            .Select(header => $"{header.Key}={header.Value}");
}
