using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Currencies;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Currencies;

public sealed class CurrencyTests
{
    private static readonly Currency s_euro = Of("EUR", 0.9214m);

    [Theory]
    [InlineData("1", "0.9214")]
    [InlineData("-2.5", "-2.3035")]
    [InlineData("0", "0")]
    [InlineData("0.000000000001", "0.000000000001")] // 0.92 of a pico-unit
    [InlineData("90000000000000", "82926000000000")]
    public void An_amount_is_converted_exactly_and_rounded_to_twelve_decimals(string dollars, string euros) =>
        Assert.Equal(euros, s_euro.Of(Samples.Dollars(dollars)));

    [Fact]
    public void Rounding_is_half_to_even_on_both_sides_of_zero() =>
        Prop.ForAll(
                Gen.Choose(int.MinValue + 1, int.MaxValue).ToArbitrary(),
                Gen.Choose(1, 999_999).ToArbitrary(),
                (pico, rate) =>
                {
                    decimal exact = pico * (rate / 1000m);
                    BigInteger expected = (BigInteger)Math.Round(exact, MidpointRounding.ToEven);
                    Assert.Equal(expected, (BigInteger)Of("XTS", rate / 1000m).ToUnits(new Usd(pico)).Pico);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void An_unknown_currency_says_where_to_write_it_and_which_there_are()
    {
        CurrencyTable table = new([s_euro, Of("GBP", 0.78m)]);

        Assert.Same(s_euro, table.Find("eur", out _));
        Assert.Null(table.Find("CHF", out string? problem));
        Assert.Contains("display.currencies", problem, StringComparison.Ordinal);
        Assert.Contains("EUR, GBP", problem, StringComparison.Ordinal);
        Assert.Null(CurrencyTable.None.Find("CHF", out problem));
        Assert.Contains("none is there yet", problem, StringComparison.Ordinal);
    }

    private static Currency Of(string code, decimal perUsd) => new(code, perUsd, new(2026, 11, 20), "a bank");
}
