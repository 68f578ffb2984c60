using System.Text;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Accounting.Tests.Rates;

/// <summary>What a change of a table is checked for before it counts.</summary>
public sealed class RateTableReviewTests
{
    private const string Price = """{"meter":"tokens.input","usd":"1","per":1000000}""";

    [Fact]
    public void A_good_table_has_no_problem()
    {
        (IReadOnlyList<RateProblem> problems, string? provider, int rows) = Review(
            Row("a", to: "2026-01-01T00:00:00Z"),
            Row("a", from: "2026-01-01T00:00:00Z"),
            Row("B")
        );
        Assert.Empty(problems);
        Assert.Equal(("p", 3), (provider!, rows));
    }

    [Fact]
    public void A_gap_between_two_spans_of_a_model_is_found() =>
        AssertProblem(
            "a (row 2)",
            "leaves a gap: the row before ends 2026-01-01T00:00:00Z, this one begins 2026-02-01T00:00:00Z",
            Row("a", to: "2026-01-01T00:00:00Z"),
            Row("a", from: "2026-02-01T00:00:00Z")
        );

    [Fact]
    public void An_overlap_is_found_with_both_rows() =>
        AssertProblem(
            "a (row 2)",
            "id a is also claimed by a (row 1) at the same time; close one row",
            Row("a"),
            Row("a", from: "2026-02-01T00:00:00Z")
        );

    [Fact]
    public void Rows_out_of_order_are_found() => AssertProblem("a (row 2)", "is out of order", Row("b"), Row("a"));

    [Theory]
    [InlineData("\"sources\":[\"s\"]", "\"sources\":[\"t\"]", "source \"t\" is not among the file's sources")]
    [InlineData("\"sources\":[\"s\"]", "\"sources\":[]", "sources must name where the figures come from")]
    [InlineData("\"confidence\":\"high\"", "\"confidence\":\"sure\"", "confidence must be high, medium or disputed")]
    [InlineData(",\"confidence\":\"high\"", "", "confidence is missing")]
    [InlineData("\"to\":null,", "", "to is missing; null says that the span is open")]
    [InlineData("tokens.input", "token.input", "nothing is ever counted on the meter token.input")]
    [InlineData("tokens.input", "Tokens.Input", "must be made of small words")]
    [InlineData("\"usd\":\"1\"", "\"usd\":\"01\"", "superfluous 0")]
    [InlineData("\"usd\":\"1\"", "\"usd\":1", "a price needs meter and usd as texts")]
    [InlineData("\"usd\":\"1\"", "\"usd\":\"0\"", "all its tokens cost 0")]
    [InlineData("\"per\":1000000", "\"per\":1000000,\"when\":{}", "an empty when says nothing")]
    [InlineData(
        "\"per\":1000000",
        "\"per\":1000000,\"when\":{\"region\":[]}",
        "condition region is unknown or malformed"
    )]
    [InlineData("\"ids\":[\"a\"]", "\"ids\":[]", "nothing ever finds this row")]
    [InlineData("\"ids\":[\"a\"]", "\"size_billion\":{\"gt\":\"1\"}", "belong together")]
    [InlineData("\"ids\":[\"a\"]", "\"size_billion\":{\"gt\":1}", "each a decimal text")]
    [InlineData("\"from\":null", "\"free\":1,\"from\":null", "free must be true or false")]
    [InlineData("\"from\":null", "\"clock\":\"noon\",\"from\":null", "clock must be request or completion")]
    [InlineData(
        "\"from\":null",
        "\"counting\":{\"searches.web\":\"now and then\"},\"from\":null",
        "counting of searches.web must be"
    )]
    [InlineData("\"from\":null", "\"from\":\"2026-13-01T00:00:00Z\"", "from must be an instant")]
    [InlineData("\"usd\":\"1\"", "\"usd\":\"99999999999999999999999\"", "is out of range")]
    public void A_breach_of_the_schema_is_found_in_its_row(string good, string bad, string message)
    {
        (IReadOnlyList<RateProblem> problems, _, _) = Review(Row("a").Replace(good, bad, StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.ToString().Contains(message, StringComparison.Ordinal));
        Assert.All(problems, problem => Assert.Equal(("t.json", "a (row 1)"), (problem.File, problem.Row)));
    }

    [Fact]
    public void One_meter_priced_twice_alike_is_found() =>
        AssertProblem(
            "a (row 1)",
            "tokens.input is priced twice",
            Row("a").Replace(Price, $"{Price},{Price}", StringComparison.Ordinal)
        );

    [Theory]
    [InlineData("\"provider\":\"p\"", "\"provider\":\"P Q\"", "small letters, digits and hyphens")]
    [InlineData("\"as_of\":\"2026-01-01\"", "\"as_of\":\"today\"", "as_of must be the day")]
    [InlineData("rate-table/1", "rate-table/2", "not a rate table")]
    [InlineData("\"USD\"", "\"EUR\"", "currency must be USD")]
    public void A_breach_in_the_head_is_found(string good, string bad, string message)
    {
        (IReadOnlyList<RateProblem> problems, _, _) = RateTableReview.Of(
            new("t.json", Encoding.UTF8.GetBytes(Table(Row("a")).Replace(good, bad, StringComparison.Ordinal)))
        );
        Assert.Contains(message, Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_books_are_compared_price_by_price()
    {
        RateBook before = Book(Row("a"), Row("b"), Row("gone"));
        RateBook after = Book(
            Row("a", to: "2026-06-01T00:00:00Z"),
            Row("a", from: "2026-06-01T00:00:00Z")
                .Replace("\"usd\":\"1\"", "\"usd\":\"0.8\"", StringComparison.Ordinal),
            Row("b").Replace("\"usd\":\"1\"", "\"usd\":\"2\"", StringComparison.Ordinal),
            Row("new")
        );
        RateChange[] changes = [.. RateBookDiff.Between(before, after)];
        Assert.Equal(
            [
                (ChangeKind.PriceChanged, "a", "1", "0.8"),
                (ChangeKind.PriceChanged, "b", "1", "2"),
                (ChangeKind.RowRemoved, "gone", "tokens.input 1 per 1M", null),
                (ChangeKind.RowAdded, "new", null, "tokens.input 1 per 1M"),
            ],
            changes.Select(change => (change.Kind, change.Model, change.Before, change.After))
        );
        Assert.True(changes[0].AtItsDate);
        Assert.Equal(DateTimeOffset.Parse("2026-06-01T00:00:00Z", null), changes[0].From);
        Assert.Empty(RateBookDiff.Between(before, before));
        Assert.Equal(
            ChangeKind.ProviderRemoved,
            Assert.Single(RateBookDiff.Between(before, Book("q", Row("a"))), change => change.Provider == "p").Kind
        );
    }

    private static void AssertProblem(string row, string message, params string[] rows)
    {
        RateProblem problem = Assert.Single(Review(rows).Problems);
        Assert.Equal(row, problem.Row);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    private static (IReadOnlyList<RateProblem> Problems, string? Provider, int Rows) Review(params string[] rows) =>
        RateTableReview.Of(new("t.json", Encoding.UTF8.GetBytes(Table(rows))));

    private static RateBook Book(params string[] rows) =>
        RateBook.Load([("t.json", Encoding.UTF8.GetBytes(Table(rows)))]).Book!;

    private static RateBook Book(string provider, string row) =>
        RateBook
            .Load([
                (
                    "t.json",
                    Encoding.UTF8.GetBytes(Table(row).Replace("\"p\"", $"\"{provider}\"", StringComparison.Ordinal))
                ),
            ])
            .Book!;

    private static string Table(params string[] rows) =>
        $$$"""{"schema":"rate-table/1","provider":"p","currency":"USD","as_of":"2026-01-01","sources":{"s":{"what":"a test"}},"rates":[{{{string.Join(',', rows)}}}]}""";

    private static string Row(string model, string? from = null, string? to = null) =>
        $$"""{"model":"{{model}}","match":{"ids":["{{model}}"]},"from":{{Text(from)}},"to":{{Text(to)}},"prices":[{{Price}}],"sources":["s"],"confidence":"high"}""";

    private static string Text(string? instant) => instant is null ? "null" : $"\"{instant}\"";
}
