using System.Text.Json;
using TokenLedger.Reporting.Currencies;

namespace TokenLedger.Reporting.Tests.Currencies;

public sealed class AmountsBesideTests
{
    private static readonly Currency s_half = new("EUR", 0.5m, new(2026, 11, 20), "a bank");

    [Fact]
    public void What_counts_dollars_has_each_amount_in_the_currency_too_and_nothing_else()
    {
        JsonElement one = Add(
                """
                {"anomalies":[{"measure":"cost","unit":"usd","group":{"feature":"3"},"value":"8","score":"4","excess":"-2.5",
                "contributors":[{"group":{"model":"7"},"value":"6","percent":"75"}]},
                {"measure":"calls","unit":"calls","value":"8","contributors":[{"value":"6"}]}]}
                """
            )
            .GetProperty("anomalies");

        Assert.Equal("4", one[0].GetProperty("value_in_currency").GetString());
        Assert.Equal("-1.25", one[0].GetProperty("excess_in_currency").GetString());
        Assert.Equal("3", one[0].GetProperty("contributors")[0].GetProperty("value_in_currency").GetString());
        string text = one.GetRawText();
        Assert.DoesNotContain("score_in", text, StringComparison.Ordinal);
        Assert.DoesNotContain("percent_in", text, StringComparison.Ordinal);
        Assert.DoesNotContain("feature_in", text, StringComparison.Ordinal);
        Assert.DoesNotContain("model_in", text, StringComparison.Ordinal);
        Assert.DoesNotContain("in_currency", one[1].GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cost", "2.5")]
    [InlineData("tokens", null)]
    public void A_forecast_of_dollars_has_it_and_one_of_tokens_does_not(string quantity, string? expected)
    {
        JsonElement answer = Add($$$"""{"quantity":"{{{quantity}}}","whole":{"total":{"expected":"5","low":"1"} } }""");
        JsonElement total = answer.GetProperty("whole").GetProperty("total");
        Assert.Equal(
            expected,
            total.TryGetProperty("expected_in_currency", out JsonElement other) ? other.GetString() : null
        );
        Assert.Equal("EUR", answer.GetProperty("currency").GetProperty("code").GetString());
    }

    [Fact]
    public void A_limit_of_tokens_within_a_budget_of_dollars_is_left_alone()
    {
        JsonElement limits = Add(
                """{"limits":[{"unit":"usd","amount":"10"},{"unit":"tokens","amount":"10"}],"quantity":12}"""
            )
            .GetProperty("limits");

        Assert.Equal("5", limits[0].GetProperty("amount_in_currency").GetString());
        Assert.False(limits[1].TryGetProperty("amount_in_currency", out _));
    }

    private static JsonElement Add(string json) => JsonElement.Parse(AmountsBeside.Add(json, s_half));
}
