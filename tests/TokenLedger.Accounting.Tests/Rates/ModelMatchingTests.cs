using System.Text.Json;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Accounting.Tests.Rates;

public sealed class ModelMatchingTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-21T00:00:00Z", null);

    public static TheoryData<string> Cases =>
        [
            .. JsonDocument
                .Parse(File.ReadAllBytes(TestData.Own("model-matching.json")))
                .RootElement.GetProperty("cases")
                .EnumerateArray()
                .Select(item => item.GetRawText()),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_id_leads_to_its_row_and_to_no_other(string json)
    {
        JsonElement item = JsonDocument.Parse(json).RootElement;
        RateMatch? match = RateBook.Embedded.Find(
            item.GetProperty("provider").GetString()!,
            item.GetProperty("model").GetString()!,
            item.GetProperty("at").GetDateTimeOffset()
        );
        Assert.Equal(item.GetProperty("expect_model").GetString(), match?.Row.Model);
        Assert.Equal(item.GetProperty("expect_how").GetString(), match?.How);
        Assert.Equal(
            item.GetProperty("expect_input_usd_per_million").GetString(),
            match?.Row.Prices.First(price => price.Meter == "tokens.input" && price.When.Count == 0).Usd
        );
    }

    [Theory]
    [InlineData("GPT-4o-MINI", "gpt-4o-mini", "exact-id")]
    [InlineData("models/gpt-4o", "gpt-4o", "path-id")]
    [InlineData("a/b/gpt-4.1-2026-02-28", "gpt-4.1", "undated-id")]
    [InlineData("gpt-4.1-20260228", "gpt-4.1", "undated-id")]
    [InlineData("gpt-4.1@20260228", "gpt-4.1", "undated-id")]
    [InlineData("gpt-4.1-latest", "gpt-4.1", "latest-id")]
    [InlineData("gpt-5.6-luna-2026-09-01", "gpt-5.6-luna", "exact-pattern")]
    [InlineData("gpt-4.1-2026-02-30", null, null)]
    [InlineData("gpt-4.1-preview", null, null)]
    [InlineData("gpt-4.1x", null, null)]
    [InlineData("", null, null)]
    [InlineData("/", null, null)]
    public void Only_declared_forms_of_an_id_match(string id, string? model, string? how)
    {
        RateMatch? match = RateBook.Embedded.Find("openai", id, Now);
        Assert.Equal(model, match?.Row.Model);
        Assert.Equal(how, match?.How);
    }

    [Fact]
    public void More_ids_than_are_remembered_still_resolve()
    {
        for (int i = 0; i < 6000; i++)
        {
            Assert.Null(RateBook.Embedded.Find("openai", $"made-up-{i}", Now));
        }

        Assert.Equal("gpt-4o", RateBook.Embedded.Find("openai", "x/gpt-4o", Now)?.Row.Model);
        Assert.Null(RateBook.Embedded.Find("openai", new string('x', 100_000), Now));
    }
}
