using TokenLedger.Gateway.Upstreams.Rotation;

namespace TokenLedger.Gateway.Tests.Upstreams.Rotation;

public sealed class BackOffTests
{
    private static readonly RetryOptions s_options = new();

    [Theory]
    [InlineData(1, 0.0, 250)]
    [InlineData(1, 0.5, 375)]
    [InlineData(2, 0.0, 500)]
    [InlineData(3, 0.0, 1_000)]
    [InlineData(5, 0.0, 4_000)]
    [InlineData(50, 0.0, 4_000)] // bounded: half of 8 seconds
    public void Waits_double_up_to_a_bound_and_are_jittered(int retry, double random, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), BackOff.Before(s_options, retry, null, random));

    [Fact]
    public void What_the_upstream_asks_for_is_waited_for_up_to_a_bound()
    {
        Assert.Equal(TimeSpan.FromSeconds(30), BackOff.Before(s_options, 1, TimeSpan.FromSeconds(30), 0));
        Assert.Null(BackOff.Before(s_options, 1, TimeSpan.FromSeconds(31), 0));
        Assert.Equal(TimeSpan.FromMilliseconds(250), BackOff.Before(s_options, 1, TimeSpan.Zero, 0));
    }

    [Theory]
    [InlineData("Retry-After", "7", 7_000)]
    [InlineData("Retry-After", "Sun, 22 Nov 2026 12:00:05 GMT", 5_000)]
    [InlineData("Retry-After", "Sun, 22 Nov 2026 11:00:00 GMT", 0)]
    [InlineData("retry-after-ms", "1500", 1_500)]
    public void Retry_After_is_read_in_each_of_its_forms(string name, string value, int milliseconds)
    {
        using HttpResponseMessage answer = new();
        answer.Headers.TryAddWithoutValidation(name, value);
        DateTimeOffset now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), BackOff.AskedBy(answer, now));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-3")]
    public void A_Retry_After_that_says_nothing_is_none(string value)
    {
        using HttpResponseMessage answer = new();
        answer.Headers.TryAddWithoutValidation("Retry-After", value);

        Assert.Null(BackOff.AskedBy(answer, DateTimeOffset.UnixEpoch));
    }
}
