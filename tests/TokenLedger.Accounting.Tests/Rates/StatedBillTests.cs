using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Accounting.Tests.Rates;

public sealed class StatedBillTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 2, 10, 15, 30, TimeSpan.Zero);

    // A million tokens of gpt-4o-mini cost 0.15 USD.
    [Theory]
    [InlineData("0.15", false)]
    [InlineData("0.150001", false)]
    [InlineData("0.1501", false)]
    [InlineData("0.1502", true)]
    [InlineData("0.1498", true)]
    [InlineData("0", true)]
    public void A_cost_stated_beside_ours_is_a_finding_when_they_are_further_apart_than_rounding(
        string stated,
        bool differs
    )
    {
        Bill bill = Price(
            Usage() with
            {
                ProviderCostUsd = decimal.Parse(stated, System.Globalization.CultureInfo.InvariantCulture),
            }
        );
        Assert.Equal("0.15", bill.Total?.ToString());
        Assert.Equal(differs ? ["provider_cost_differs"] : [], bill.Flags);
    }

    [Fact]
    public void A_micro_dollar_is_never_a_finding_however_small_the_call()
    {
        UsageReport tiny = Usage() with { Quantities = [new(Meters.Input, 1, Provenance.Reported)] };
        Assert.Empty(Price(tiny with { ProviderCostUsd = 0.000001m }).Flags);
        Assert.Equal(["provider_cost_differs"], Price(tiny with { ProviderCostUsd = 0.0000012m }).Flags);
    }

    [Theory]
    [InlineData("gpt-4o-mini")]
    [InlineData("a-model-without-any-rate")]
    public void A_stated_charge_needs_no_rate(string model)
    {
        UsageReport usage = Usage() with
        {
            ServedModel = model,
            ProviderCostUsd = 0.000145m,
            CostBasis = CostBasis.ProviderReported,
        };
        Bill bill = Price(usage);
        Assert.Equal(("0.000145", "0.000145"), (bill.Total?.ToString(), bill.Known.ToString()));
        Assert.Null(Assert.Single(bill.Lines).Amount);
        Assert.Empty(bill.Flags);
    }

    [Fact]
    public void A_charge_that_is_known_not_to_be_all_has_no_total()
    {
        Bill bill = Price(
            Usage() with
            {
                ProviderCostUsd = 0.000855m,
                CostBasis = CostBasis.ProviderReported,
                Flags = ["provider_cost_incomplete"],
            }
        );
        Assert.Null(bill.Total);
        Assert.Equal("0.000855", bill.Known.ToString());
    }

    [Fact]
    public void Capacity_paid_for_otherwise_adds_nothing()
    {
        Bill bill = Price(Usage() with { CostBasis = CostBasis.Prepaid });
        Assert.Equal(Usd.Zero, bill.Total);
        Assert.Equal(1_000_000m, Assert.Single(bill.Lines).Quantity);
    }

    [Theory]
    [InlineData("0.0000000000005", "0")]
    [InlineData("0.0000000000015", "0.000000000002")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    public void A_decimal_becomes_pico_dollars_half_to_even(string amount, string expected)
    {
        decimal dollars = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);
        if (dollars > 1_000_000_000_000_000)
        {
            Assert.Throws<OverflowException>(() => Usd.FromDecimal(dollars));
            return;
        }

        Assert.Equal(expected, Usd.FromDecimal(dollars).ToString());
    }

    private static Bill Price(UsageReport usage) => RateBook.Embedded.Price("openai", usage, null, At, null);

    private static UsageReport Usage() =>
        new()
        {
            Source = UsageSource.Provider,
            Quantities = [new(Meters.Input, 1_000_000, Provenance.Reported)],
            ServedModel = "gpt-4o-mini",
            Conditions = [],
            Flags = [],
        };
}
