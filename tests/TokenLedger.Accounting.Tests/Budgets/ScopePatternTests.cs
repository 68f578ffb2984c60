using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Accounting.Tests.Budgets;

public sealed class ScopePatternTests
{
    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "anything", true)]
    [InlineData("acme", "acme", true)]
    [InlineData("acme", "acme2", false)]
    [InlineData("acme-*", "acme-eu", true)]
    [InlineData("acme-*", "acme-", true)]
    [InlineData("*-eu", "acme-eu", true)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-b-b-d", false)]
    [InlineData("gpt-?", "gpt-5", true)]
    [InlineData("gpt-?", "gpt-", false)]
    [InlineData("ACME", "acme", false)]
    public void Patterns_fit_as_they_say(string pattern, string value, bool fits) =>
        Assert.Equal(fits, new ScopePattern(pattern).Fits(value));

    [Fact]
    public void No_value_fits_no_pattern() => Assert.False(new ScopePattern("*").Fits(null));
}
