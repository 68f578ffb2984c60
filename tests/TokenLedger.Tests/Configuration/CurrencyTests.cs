using TokenLedger.Configuration;
using TokenLedger.Reporting.Currencies;

namespace TokenLedger.Tests.Configuration;

public sealed class CurrencyTests
{
    [Fact]
    public void A_currency_is_read_exactly_with_its_day_and_source()
    {
        LoadedConfiguration loaded = ConfigurationCase.Load(
            """
            display:
              currencies:
                - code: eur
                  per_usd: 0.921400
                  date: 2026-11-20
                  source: reference rate of a bank
            """
        );

        Assert.Empty(loaded.Problems);
        Currency euro = Assert.Single(loaded.Configuration!.Currencies.All);
        Assert.Equal(("EUR", 0.9214m), (euro.Code, euro.PerUsd));
        Assert.Equal((new DateOnly(2026, 11, 20), "reference rate of a bank"), (euro.Date, euro.Source));
    }

    [Theory]
    [InlineData("code: USD", "per_usd: 1", "not USD")]
    [InlineData("code: EURO", "per_usd: 1", "three letters")]
    [InlineData("code: EUR", "per_usd: 0", "greater than 0")]
    [InlineData("code: EUR", "per_usd: -1", "greater than 0")]
    [InlineData("code: EUR", "per_usd: 1e3", "plain decimal")]
    [InlineData("code: EUR", "per_usd: 1\n      date: tomorrow", "must be a day")]
    [InlineData("code: EUR", "source: a bank", "needs per_usd")]
    public void A_currency_that_is_not_whole_is_refused_with_what_it_needs(string code, string other, string says)
    {
        LoadedConfiguration loaded = ConfigurationCase.Load($"display:\n  currencies:\n    - {code}\n      {other}\n");

        Assert.Null(loaded.Configuration);
        Assert.Contains(loaded.Problems, problem => problem.Message.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_rates_of_one_currency_are_refused()
    {
        const string Euro = "    - {code: EUR, per_usd: 1, date: 2026-11-20, source: a}\n";

        LoadedConfiguration loaded = ConfigurationCase.Load("display:\n  currencies:\n" + Euro + Euro);

        Assert.Contains(loaded.Problems, problem => problem.Message.Contains("EUR is there", StringComparison.Ordinal));
    }
}
