using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Accounting.Tests.Money;

public sealed class UsdTests
{
    private static Gen<Usd> Amounts() =>
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        from shift in Gen.Choose(0, 50)
        select new Usd(((Int128)high << shift) + low);

    [Fact]
    public void An_amount_reads_back_as_it_was_written() =>
        Prop.ForAll(
                Amounts().ToArbitrary(),
                amount =>
                    Usd.TryParse(amount.ToString(), out Usd read)
                    && read == amount
                    && !amount.ToString().EndsWith(".0", StringComparison.Ordinal)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_sum_does_not_depend_on_the_order_of_its_parts() =>
        Prop.ForAll(
                Amounts().ListOf().ToArbitrary(),
                amounts =>
                {
                    Usd forward = amounts.Aggregate(Usd.Zero, (sum, amount) => sum + amount);
                    Usd backward = Enumerable.Reverse(amounts).Aggregate(Usd.Zero, (sum, amount) => amount + sum);
                    return forward == backward && forward - forward == Usd.Zero;
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e3")]
    [InlineData("+1")]
    [InlineData("0.0000000000001")]
    [InlineData("1,5")]
    public void What_is_not_an_exact_decimal_is_not_an_amount(string text) => Assert.False(Usd.TryParse(text, out _));

    [Fact]
    public void A_line_is_the_exact_product_rounded_once_half_to_even() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                Gen.Choose(0, 100_000_000).ToArbitrary(),
                Gen.Elements(1L, 1000L, 3600L, 1_000_000L).ToArbitrary(),
                (quantity, units, per) =>
                {
                    string price = (units / 1_000_000m).ToString("0.######", CultureInfo.InvariantCulture);
                    Assert.True(ExactRatio.TryParse(price, out ExactRatio dollars));
                    Usd amount = dollars.PicoPerUnit(per).Times(quantity);
                    BigInteger exact = (BigInteger)quantity * units * 1_000_000;
                    return amount.Pico == (Int128)HalfEven(exact, per);
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("0.5", 1, "0")]
    [InlineData("0.5", 3, "2")]
    [InlineData("0.5", 5, "2")]
    [InlineData("0.5", 7, "4")]
    [InlineData("0.3", 1, "0")]
    [InlineData("0.6", 1, "1")]
    public void Half_a_pico_goes_to_the_even_neighbour(string picoPerUnit, int quantity, string pico)
    {
        Assert.True(ExactRatio.TryParse(picoPerUnit, out ExactRatio ratio));
        Assert.Equal(pico, ratio.Times(quantity).Pico.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Fractions_of_a_unit_and_quantities_beyond_64_bits_stay_exact()
    {
        Assert.True(ExactRatio.TryParse("0.36", out ExactRatio dollars));
        Assert.Equal("0.00475", dollars.PicoPerUnit(3600).Times(47.5m).ToString());
        Assert.True(ExactRatio.TryParse("1", out ExactRatio one));
        Assert.Equal("79228162514264", one.PicoPerUnit(1_000_000).Times(79_228_162_514_264_000_000m).ToString());
        Assert.Throws<OverflowException>(() => one.PicoPerUnit(1).Times(decimal.MaxValue));
    }

    [Fact]
    public void The_lines_of_a_bill_sum_to_its_total() =>
        Prop.ForAll(
                Gen.Choose(0, 3_000_000).ListOf(5).ToArbitrary(),
                Gen.Elements("standard", "flex", "priority", "batch").ToArbitrary(),
                (counts, tier) =>
                {
                    string[] meters =
                    [
                        Meters.Input,
                        Meters.CacheRead,
                        Meters.CacheWrite,
                        Meters.Output,
                        Meters.OutputReasoning,
                    ];
                    UsageReport usage = new()
                    {
                        Source = UsageSource.Provider,
                        Quantities =
                        [
                            .. meters.Zip(counts, (meter, count) => new Quantity(meter, count, Provenance.Reported)),
                        ],
                        ServedModel = "gpt-5.4",
                        Conditions = [KeyValuePair.Create("service_tier", tier)],
                        ContextTokens = counts[0] + counts[1] + counts[2],
                        Flags = [],
                    };
                    Bill bill = RateBook.Embedded.Price(
                        "openai",
                        usage,
                        null,
                        DateTimeOffset.UnixEpoch.AddYears(56),
                        null
                    );
                    Usd sum = bill.Lines.Aggregate(Usd.Zero, (total, line) => total + line.Amount!.Value);
                    return bill.Total == sum
                        && bill.Known == sum
                        && bill.Lines.Count == counts.Count(count => count > 0);
                }
            )
            .QuickCheckThrowOnFailure();

    private static BigInteger HalfEven(BigInteger dividend, BigInteger divisor)
    {
        BigInteger floor = dividend / divisor;
        BigInteger twice = (dividend - floor * divisor) * 2;
        bool up = twice > divisor || (twice == divisor && !floor.IsEven);
        return up ? floor + 1 : floor;
    }
}
