using System.Globalization;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Accounting.Tests.Rates;

public sealed class SizeRangeTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-21T00:00:00Z", null);

    [Theory]
    [InlineData("acme/llama-3.3-70b-chat", "70")]
    [InlineData("Qwen2.5-0.5B", "0.5")]
    [InlineData("our-4.1b", "4.1")]
    [InlineData("mixtral-8x7B-instruct", "56")]
    [InlineData("Qwen3-30B-A3B", "30")]
    [InlineData("distill-70b-to-8b", "70")]
    [InlineData("7B", "7")]
    [InlineData("gpt-4o", null)]
    [InlineData("llama-3.3", null)]
    [InlineData("model-128k", null)]
    [InlineData("web7bit", null)]
    [InlineData("0b", null)]
    [InlineData("99999b", null)]
    public void The_parameters_a_name_states_are_read(string name, string? billions) =>
        Assert.Equal(billions, SizeRange.In(name)?.ToString(CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("together", "someone/new-4b", "bucket size<=4B", "0.1")]
    [InlineData("together", "someone/new-4.1b", "bucket size 4.1B-8B", "0.2")]
    [InlineData("together", "someone/new-8B-chat", "bucket size 4.1B-8B", "0.2")]
    [InlineData("together", "new-110b", "bucket size 80.1B-110B", "1.8")]
    [InlineData("together", "new-111b", null, null)]
    [InlineData("together", "new", null, null)]
    [InlineData("fireworks", "accounts/acme/models/ours-16b", "bucket size 4B-16B", "0.2")]
    [InlineData("fireworks", "accounts/acme/models/ours-405b", "bucket size>16B", "0.9")]
    [InlineData("groq", "new-8b", null, null)]
    public void A_model_without_a_price_is_priced_by_its_size_where_the_provider_does_so(
        string provider,
        string model,
        string? bucket,
        string? usd
    )
    {
        RateMatch? match = RateBook.Embedded.Find(provider, model, Now);
        Assert.Equal(bucket, match?.Row.Model);
        Assert.Equal(bucket is null ? null : "size", match?.How);
        Bill bill = RateBook.Embedded.Price(provider, Usage(model), null, Now, null);
        Assert.Equal(usd, bill.Total?.ToString());
        Assert.Equal([bucket is null ? "unpriced_model" : "estimated_rate"], bill.Flags);
    }

    [Fact]
    public void A_model_with_a_price_of_its_own_is_not_priced_by_its_size()
    {
        RateMatch match = RateBook.Embedded.Find("together", "meta-llama/Llama-3.3-70B-Instruct-Turbo", Now)!;
        Assert.Equal("exact-id", match.How);
        Assert.False(match.Row.Bucket);
    }

    private static UsageReport Usage(string model) =>
        new()
        {
            Source = UsageSource.Provider,
            Quantities = [new(Meters.Input, 1_000_000, Provenance.Reported)],
            ServedModel = model,
            Conditions = [],
            Flags = [],
        };
}
