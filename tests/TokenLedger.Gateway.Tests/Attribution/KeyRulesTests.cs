using System.Diagnostics.CodeAnalysis;
using TokenLedger.Gateway.Attribution;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Tests.Attribution;

public sealed class KeyRulesTests
{
    [Theory]
    [InlineData("sk-*", "sk-abc", true)]
    [InlineData("sk-*", "sk-", true)]
    [InlineData("sk-*", "xsk-abc", false)]
    [InlineData("sk-*", "sk-a/b", false)] // a star does not cross a slash
    [InlineData("sk-*/b", "sk-a/b", true)]
    [InlineData("*", "", true)]
    [InlineData("*", "anything", true)]
    [InlineData("sk-?", "sk-a", true)]
    [InlineData("sk-?", "sk-", false)]
    [InlineData("sk-?", "sk-/", false)]
    [InlineData("*-ci-*-x", "a-ci-b-ci-c-x", true)]
    [InlineData("a*b*c", "abbbbc", true)]
    [InlineData("a*b*c", "abbbb", false)]
    [InlineData("sk-[a-c]1", "sk-b1", true)]
    [InlineData("sk-[a-c]1", "sk-d1", false)]
    [InlineData("sk-[^a-c]1", "sk-d1", true)]
    [InlineData("sk-[^a-c]1", "sk-a1", false)]
    [InlineData("sk-\\*", "sk-*", true)]
    [InlineData("sk-\\*", "sk-a", false)]
    [InlineData("SK-*", "sk-a", false)]
    public void A_pattern_means_what_it_means_in_AgentLedger(string pattern, string key, bool fits) =>
        Assert.Equal(fits, Glob(pattern).Matches(key));

    [Theory]
    [InlineData("")]
    [InlineData("sk-[a")]
    [InlineData("sk-\\")]
    [InlineData("sk-[a-")]
    public void A_pattern_that_is_none_is_refused_instead_of_never_fitting(string pattern)
    {
        (KeyGlob? glob, string? problem) = KeyGlob.Parse(pattern);

        Assert.Null(glob);
        Assert.NotNull(problem);
    }

    [Fact]
    [SuppressMessage("Performance", "CA1861", Justification = "Read once.")]
    public void A_hostile_pattern_takes_no_longer_than_both_lengths_allow()
    {
        string pattern = string.Concat(Enumerable.Repeat("a*", KeyGlob.Longest / 2));

        Assert.False(Glob(pattern).Matches(new string('a', 8192) + "/"));
    }

    [Fact]
    public void The_first_rule_that_fits_counts_and_a_rule_with_a_tenant_needs_both()
    {
        KeyRules rules = new();
        rules.Use([
            new("both", Glob("sk-*"), null, "t"),
            new("first", Glob("sk-a*"), null, null),
            new("second", Glob("sk-*"), null, null),
        ]);

        Assert.Equal("both", Rule(rules, "sk-a1", "t"));
        Assert.Equal("first", Rule(rules, "sk-a1", "other"));
        Assert.Equal("second", Rule(rules, "sk-b", null));
        Assert.Equal("default", Rule(rules, "", "t"));
        Assert.Equal("default", Rule(rules, "ak-1", "t"));
    }

    [Fact]
    public void Without_rules_a_call_is_left_as_it_is()
    {
        LedgerAttribution attribution = new() { Tenant = "t" };

        Assert.Same(attribution, new KeyRules().Mark(attribution, "sk-1"));
    }

    private static string Rule(KeyRules rules, string key, string? tenant) =>
        Assert.Single(rules.Mark(new LedgerAttribution { Tenant = tenant }, key).Tags).Value;

    private static KeyGlob Glob(string pattern)
    {
        (KeyGlob? glob, string? problem) = KeyGlob.Parse(pattern);
        Assert.Null(problem);
        return glob!;
    }
}
