using System.Text;
using TokenLedger.Gateway.Calls;

namespace TokenLedger.Gateway.Tests.Calls;

/// <summary>A result of a batch is priced by when it was answered, as far as the provider says that.</summary>
public sealed class BatchLineTimeTests
{
    private static readonly DateTimeOffset s_downloaded = new(2026, 11, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_otherwise = new(2026, 11, 4, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"response":{"body":{"created":1793620800}}}""", "2026-11-02T12:00:00")]
    [InlineData("""{"response":{"body":{"created_at":1793620800}}}""", "2026-11-02T12:00:00")]
    [InlineData(
        """{"key":"a","response":{"createTime":"2026-11-02T12:00:00.123456789Z"}}""",
        "2026-11-02T12:00:00.1234567"
    )]
    [InlineData("""{"key":"a","response":{"createTime":"2026-11-02T12:00:00+02:00"}}""", "2026-11-02T10:00:00")]
    public void It_is_the_instant_that_the_line_states(string line, string at) =>
        Assert.Equal(
            DateTimeOffset.Parse(at + "Z", System.Globalization.CultureInfo.InvariantCulture),
            BatchLineTime.Of(Encoding.UTF8.GetBytes(line), s_downloaded, s_otherwise)
        );

    [Theory]
    [InlineData("""{"key":"a","response":{"candidates":[]}}""")]
    [InlineData("""{"response":{"body":{"created":7}}}""")]
    [InlineData("""{"response":{"body":{"created":99999999999999}}}""")]
    [InlineData("""{"response":{"createTime":"2027-01-01T00:00:00Z"}}""")]
    [InlineData("""{"response":{"createTime":"yesterday"}}""")]
    [InlineData("""{"response":{"createTime":12}}""")]
    [InlineData("""{"response":{"createTime":"\q"}}""")]
    public void A_line_without_an_instant_that_can_be_true_takes_another(string line) =>
        Assert.Equal(s_otherwise, BatchLineTime.Of(Encoding.UTF8.GetBytes(line), s_downloaded, s_otherwise));

    [Theory]
    [InlineData(
        """{"done":true,"metadata":{"createTime":"2026-11-01T00:00:00Z","endTime":"2026-11-02T12:00:00Z"}}""",
        2
    )]
    [InlineData("""{"done":true,"metadata":{"updateTime":"2026-11-03T12:00:00Z"}}""", 3)]
    [InlineData("""{"done":true,"metadata":{"endTime":"2026-12-03T12:00:00Z"}}""", 5)]
    [InlineData("""{"done":true}""", 5)]
    public void Results_inside_a_batch_were_answered_when_it_ended(string document, int day) =>
        Assert.Equal(
            new(2026, 11, day, 12, 0, 0, TimeSpan.Zero),
            BatchLineTime.OfBatch(Encoding.UTF8.GetBytes(document), s_downloaded)
        );
}
