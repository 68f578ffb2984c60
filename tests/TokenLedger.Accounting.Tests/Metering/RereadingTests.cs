using TokenLedger.Accounting.Metering;

namespace TokenLedger.Accounting.Tests.Metering;

/// <summary>The usage kept with an entry says the same tokens when it is read again.</summary>
public sealed class RereadingTests
{
    /// <summary>Cases whose usage stands in several places of the answer, or that were no whole report.</summary>
    private const int FewestReadable = 60;

    [Fact]
    public void Every_recorded_exchange_reads_the_same_from_the_usage_that_is_kept()
    {
        int read = 0;
        foreach (string path in Directory.GetFiles(TestData.Own("usage-fixtures"), "*.json"))
        {
            PricingCase exchange = PricingCase.Load(path);
            UsageReport first = exchange.Read().Report(ended: true);
            if (
                first is { Source: UsageSource.Provider, RawUsage: { } raw }
                && Rereading.Read(exchange.Api, raw) is { } again
            )
            {
                read++;
                Assert.True(Tokens(first) == Tokens(again), $"{path}: {Tokens(first)} is not {Tokens(again)}");
                Assert.Equal(first.ContextTokens, again.ContextTokens);
            }
        }

        Assert.True(read >= FewestReadable, $"only {read} could be read again");
    }

    [Theory]
    [InlineData("openai.chat", """{"completion_tokens":"many"}""")]
    [InlineData("openai.chat", "null")]
    [InlineData("openai.chat", "{")]
    [InlineData("nobody.knows", """{"prompt_tokens":1}""")]
    [InlineData("anthropic.messages", """[{"input_tokens":1}""")]
    [InlineData("openai.chat", """[{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}]""")]
    public void What_is_no_whole_usage_is_not_read(string api, string raw) => Assert.Null(Rereading.Read(api, raw));

    private static string Tokens(UsageReport report) =>
        string.Join(
            ' ',
            report
                .Quantities.Where(Rereading.IsToken)
                .GroupBy(quantity => quantity.Meter)
                .OrderBy(meter => meter.Key, StringComparer.Ordinal)
                .Select(meter => $"{meter.Key}={meter.Sum(quantity => quantity.Count)}")
        );
}
