using TokenLedger.Accounting.Metering;
using TokenLedger.Gateway.Calls;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Tests.Calls;

public sealed class PriceFactsTests
{
    [Fact]
    public void Every_fact_that_may_choose_a_price_is_kept_and_the_tier_has_a_member_of_its_own()
    {
        UsageReport usage = new()
        {
            Source = UsageSource.Provider,
            Quantities = [],
            Conditions = [new("speed", "fast"), new("service_tier", "priority"), new("inference_geo", "not_available")],
            Flags = [],
        };

        Assert.Equal(
            [new("inference_geo", "not_available"), new("speed", "fast")],
            (IEnumerable<KeyValuePair<string, string>>)CallEntries.PriceFacts(usage)
        );
    }

    [Fact]
    public async Task A_settlement_says_when_there_were_no_such_facts()
    {
        await using Bench bench = await Bench.StartAsync();
        using HttpResponseMessage answer = await bench.SendAsync(Bench.Chat(stream: false));
        Entry settled = Assert.Single(bench.Ledger.Entries, entry => entry.Kind == EntryKind.Settlement);

        Assert.Equal("standard", settled.ServiceTier);
        Assert.NotNull(settled.Conditions);
        Assert.Empty(settled.Conditions);
        Assert.Empty(EntryReader.Parse(CanonicalEntry.Encode(settled)).Conditions!);
    }
}
