namespace TokenLedger.Accounting.Tests;

public sealed class CountedTests
{
    [Theory]
    [InlineData(0, "0 calls", "0 calls were")]
    [InlineData(1, "1 call", "1 call was")]
    [InlineData(2, "2 calls", "2 calls were")]
    [InlineData(12_345, "12,345 calls", "12,345 calls were")]
    public void One_thing_is_not_told_as_several(long number, string things, string sentence) =>
        Assert.Equal((things, sentence), (Counted.Of(number, "call"), Counted.Of(number, "call was", "calls were")));
}
