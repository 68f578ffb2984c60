using TokenLedger.Accounting.Rates;
using TokenLedger.Configuration;
using TokenLedger.Serve;

namespace TokenLedger.Tests.Configuration;

public sealed class RateSettingsTests
{
    [Fact]
    public void What_is_laid_over_the_book_is_read_with_its_time_and_its_facts()
    {
        RateSettings rates = ConfigurationCase
            .Load(
                """
                rates:
                  discounts:
                    - {name: agreed-2026, percent: 12.5, provider: openai, model: "gpt-5*", from: 2026-01-01, to: "2027-01-01T12:00:00Z"}
                  markups:
                    - {name: internal, percent: "3%"}
                  commitments:
                    - name: ptu
                      percent: 100
                      meters: tokens.*, requests
                      when: {deployment: provisioned}
                """
            )
            .Configuration!.Rates;

        Assert.Equal(["ptu", "agreed-2026", "internal"], rates.Factors.Select(factor => factor.Name));
        RateFactor discount = rates.Factors[1];
        Assert.Equal((FactorKind.Discount, "0.875"), (discount.Kind, discount.Times));
        Assert.Equal(("openai", "gpt-5*"), (discount.Provider, discount.Model));
        Assert.Equal(DateTimeOffset.Parse("2026-01-01T00:00:00Z", null), discount.From);
        Assert.Equal(DateTimeOffset.Parse("2027-01-01T12:00:00Z", null), discount.To);
        Assert.Equal(["tokens.*", "requests"], rates.Factors[0].Meters);
        Assert.Equal([KeyValuePair.Create("deployment", "provisioned")], rates.Factors[0].When);
        Assert.Equal(("1.03", "*", null), (rates.Factors[2].Times, rates.Factors[2].Model, rates.Factors[2].From));
    }

    [Fact]
    public void A_private_model_is_priced_before_every_table()
    {
        LoadedConfiguration loaded = ConfigurationCase.Load(
            """
            rates:
              models:
                - {provider: acme, model: ours-70b, input: 0.10, output: "0.40"}
                - {provider: openai, model: "gpt-4o*", input: 1, from: 2026-01-01}
            """
        );
        RateBook book = RateFiles.Load(loaded.Configuration!.Rates);
        DateTimeOffset at = DateTimeOffset.Parse("2026-11-02T00:00:00Z", null);

        Assert.Equal("overlay-exact-id", book.Find("acme", "ours-70b", at)!.How);
        RateMatch match = book.Find("openai", "gpt-4o-mini", at)!;
        Assert.Equal(("overlay-exact-prefix", "gpt-4o*"), (match.How, match.Row.Model));
        Assert.Equal("gpt-4o-mini", book.Find("openai", "gpt-4o-mini", at.AddYears(-1))!.Row.Model);
        Assert.Equal(book.Version, RateFiles.Load(loaded.Configuration!.Rates).Version);
    }

    [Theory]
    [InlineData("discounts: [{percent: 5}]", "needs name")]
    [InlineData("discounts: [{name: x}]", "needs percent")]
    [InlineData("discounts: [{name: x, percent: 101}]", "cannot take off more than 100 percent")]
    [InlineData("discounts: [{name: x, percent: -5}]", "must be more than 0")]
    [InlineData("discounts: [{name: x, percent: 1.23456}]", "at most four decimals")]
    [InlineData("discounts: [{name: X Y, percent: 5}]", "must be made of small letters")]
    [InlineData("discounts: [{name: x, percent: 5, from: soon}]", "must be a day or an instant")]
    [InlineData("discounts: [{name: x, percent: 5, from: 2027-01-01, to: 2026-01-01}]", "must be after from")]
    [InlineData("discounts: [{name: x, percent: 5}, {name: x, percent: 6}]", "two of them are called x")]
    [InlineData("discounts: [{name: x, percent: 5, colour: red}]", "unknown key")]
    [InlineData("models: [{provider: p, model: m}]", "needs a price")]
    [InlineData("models: [{model: m, input: 1}]", "needs provider")]
    [InlineData("models: [{provider: p, model: m, input: 1e-6}]", "plain decimal")]
    [InlineData("overlays: [/no/such/table.json]", "there is no /no/such/table.json")]
    public void What_is_wrong_is_said_with_its_place(string section, string message)
    {
        string problem = Assert.Single(ConfigurationCase.ProblemsOf($"rates:\n  {section}\n"));
        Assert.Contains(message, problem, StringComparison.Ordinal);
        Assert.Contains("rates", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_model_named_twice_is_refused_when_the_book_is_made()
    {
        LoadedConfiguration loaded = ConfigurationCase.Load(
            "rates:\n  models: [{provider: p, model: m, input: 1}, {provider: p, model: M, input: 2}]\n"
        );
        RateBookResult result = RateFiles.Make(loaded.Configuration!.Rates);
        Assert.Contains("also claimed by", Assert.Single(result.Problems).ToString(), StringComparison.Ordinal);
    }
}
