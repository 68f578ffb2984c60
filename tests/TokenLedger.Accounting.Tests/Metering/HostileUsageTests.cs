using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Accounting.Tests.Metering;

public sealed class HostileUsageTests
{
    private static readonly RequestFacts Facts = new("gpt-4o", false, []);

    [Theory]
    [InlineData("-5")]
    [InlineData("99999999999999999999999999")]
    [InlineData("1e400")]
    [InlineData("12.5")]
    [InlineData("\"many\"")]
    [InlineData("[1]")]
    [InlineData("{\"a\":1}")]
    [InlineData("true")]
    public void A_counter_that_is_no_count_is_flagged_and_leaves_the_total_unknown(string counter)
    {
        UsageReport usage = ReadChat($"{{\"prompt_tokens\":{counter},\"completion_tokens\":3}}");
        Assert.Contains("inconsistent_usage", usage.Flags);
        Assert.Equal(UsageSource.ProviderPartial, usage.Source);
        Assert.Null(RateBook.Embedded.Price("openai", usage, "gpt-4o", DateTimeOffset.UnixEpoch, null).Total);
        Assert.All(usage.Quantities, quantity => Assert.True(quantity.Count > 0));
    }

    [Theory]
    [InlineData("12.0")]
    [InlineData("\"12\"")]
    [InlineData("1.2e1")]
    public void A_counter_in_an_unusual_spelling_is_taken(string counter)
    {
        UsageReport usage = ReadChat($"{{\"prompt_tokens\":{counter},\"completion_tokens\":3}}");
        Assert.Equal(UsageSource.Provider, usage.Source);
        Assert.Equal(12, usage.ContextTokens);
        Assert.Empty(usage.Flags);
    }

    [Fact]
    public void Parts_beyond_their_whole_never_make_a_negative_quantity()
    {
        Gen<(int, int, int, int, int, int)> counts =
            from prompt in Gen.Choose(0, 50)
            from cached in Gen.Choose(0, 60)
            from written in Gen.Choose(0, 60)
            from audio in Gen.Choose(0, 60)
            from completion in Gen.Choose(0, 50)
            from reasoning in Gen.Choose(0, 60)
            select (prompt, cached, written, audio, completion, reasoning);
        Prop.ForAll(
                counts.ToArbitrary(),
                c =>
                {
                    UsageReport usage = ReadChat(
                        $"{{\"prompt_tokens\":{c.Item1},\"completion_tokens\":{c.Item5},"
                            + $"\"prompt_tokens_details\":{{\"cached_tokens\":{c.Item2},\"cache_write_tokens\":{c.Item3},\"audio_tokens\":{c.Item4}}},"
                            + $"\"completion_tokens_details\":{{\"reasoning_tokens\":{c.Item6}}}}}"
                    );
                    bool input = Sum(usage, "tokens.output", false) == c.Item1;
                    bool output = Sum(usage, "tokens.output", true) == c.Item5;
                    return input && output && usage.Quantities.All(quantity => quantity.Count > 0);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    private static decimal Sum(UsageReport usage, string prefix, bool with) =>
        usage
            .Quantities.Where(quantity => quantity.Meter.StartsWith(prefix, StringComparison.Ordinal) == with)
            .Sum(q => q.Count);

    private static UsageReport ReadChat(string usage)
    {
        UsageReader reader = UsageReaders.Create("openai.chat", Facts)!;
        reader.ReadBody(
            200,
            Encoding.UTF8.GetBytes($"{{\"id\":\"c\",\"model\":\"gpt-4o\",\"choices\":[],\"usage\":{usage}}}")
        );
        return reader.Report(ended: true);
    }
}
