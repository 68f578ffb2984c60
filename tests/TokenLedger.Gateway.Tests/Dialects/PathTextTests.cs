using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Tests.Dialects;

public sealed class PathTextTests
{
    [Theory]
    [InlineData("/v1/vector_stores")]
    [InlineData("/v1/vector_stores/vs_1/files")]
    [InlineData("/v1/models/ft:gpt-4o:org::id")]
    [InlineData("/v1/a%20b/c%3Ad/%E4%BD%A0")]
    [InlineData("/v1/trailing/")]
    public void A_plain_path_may_be_forwarded(string path) => Assert.True(PathText.IsSafe(path));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("v1/x")]
    [InlineData("/v1/../admin")]
    [InlineData("/v1/./x")]
    [InlineData("/v1/..")]
    [InlineData("/v1//x")]
    [InlineData("/v1/a%2fb")]
    [InlineData("/v1/a%2Fb")]
    [InlineData("/v1/a%5Cb")]
    [InlineData("/v1/a\\b")]
    [InlineData("/v1/%2e%2e/x")]
    [InlineData("/v1/%252e/x")]
    [InlineData("/v1/a%00")]
    [InlineData("/v1/a%0d%0ab")]
    [InlineData("/v1/a%zz")]
    [InlineData("/v1/a%2")]
    [InlineData("/v1/a b")]
    [InlineData("/v1/a?b")]
    [InlineData("/v1/\u4f60")]
    [InlineData("http://other.example/v1/x")]
    public void A_path_that_could_mean_another_is_not(string path) => Assert.False(PathText.IsSafe(path));

    [Fact]
    public void A_path_has_a_bounded_length()
    {
        Assert.True(PathText.IsSafe("/" + new string('a', PathText.LongestUnknown - 1)));
        Assert.False(PathText.IsSafe("/" + new string('a', PathText.LongestUnknown)));
    }
}
