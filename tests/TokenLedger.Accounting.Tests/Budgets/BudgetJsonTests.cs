using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Tests.Budgets;

public sealed class BudgetJsonTests
{
    private static string Whole { get; } =
        """
            {"id":"team-a","description":"Team A","scope":{"tenant":"a","model":"gpt-*","tag:ring":"blue"},
            "per":["user"],"limits":[{"unit":"usd","amount":"25.000000000001"},
            {"unit":"tokens","amount":"1000000","meter":"output"},{"unit":"calls","amount":"10"},
            {"unit":"seconds","amount":"0.5"},{"unit":"tool_calls","amount":"3"}],
            "window":{"kind":"calendar","period":"week","time_zone":"Europe/Berlin"},"hold":"strict","action":"warn",
            "soft_percent":"80","shadow":true,"mid_stream":"cut","unpriced":"ceiling","unpriced_ceiling_usd":"0.5",
            "overrides":[{"unit":"usd","amount":"50","from":"2026-01-01T00:00:00Z","to":"2026-01-02T00:00:00.5Z",
            "reason":"launch","author":"ops","member":["alice"]}]}
            """.ReplaceLineEndings("");

    [Fact]
    public void A_budget_reads_and_writes_the_same_text()
    {
        BudgetReading read = BudgetJson.Read(Whole);
        Assert.Empty(read.Problems);
        Budget budget = read.Budget!;
        Assert.Equal(Whole, BudgetJson.Write(budget));
        Assert.Equal(25.000000000001m, budget.Limits[0].Amount);
        Assert.Equal(new ScopeTerm("model", "gpt-*"), budget.Scope[1]);
        Assert.Equal(HoldMode.Strict, budget.Hold);
        Assert.Equal(Usd.FromDecimal(0.5m), budget.UnpricedCeiling);
        Assert.Equal(["alice"], budget.Overrides[0].Member!);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 0, 0, 0, 500, TimeSpan.Zero), budget.Overrides[0].To);
    }

    [Theory]
    [InlineData("""{"kind":"rolling","length":"36h"}""")]
    [InlineData("""{"kind":"rolling","length":"30d"}""")]
    [InlineData("""{"kind":"fixed","length":"90m","start":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"kind":"session"}""")]
    [InlineData("""{"kind":"lifetime"}""")]
    [InlineData("""{"kind":"calendar","period":"minute"}""")]
    public void Every_window_reads_and_writes_the_same_text(string window)
    {
        string json = $$"""{"id":"b","limits":[{"unit":"usd","amount":"1"}],"window":{{window}}}""";
        BudgetReading read = BudgetJson.Read(json);
        Assert.Empty(read.Problems);
        Assert.Equal(json, BudgetJson.Write(read.Budget!));
    }

    [Fact]
    public void A_number_is_read_as_the_decimal_it_is_written_as()
    {
        BudgetReading read = BudgetJson.Read(
            """{"limits":[{"unit":"usd","amount":0.1}],"window":{"kind":"lifetime"}}""",
            "b"
        );
        Assert.Equal(0.1m, read.Budget!.Limits[0].Amount);
        Assert.Equal("b", read.Budget.Id);
    }

    [Fact]
    public void Everything_wrong_is_said_at_once_and_where()
    {
        BudgetReading read = BudgetJson.Read(
            """
            {"id":"Team A","scope":{"colour":"red","user":7},"per":["session","session"],"limit":1,
             "limits":[{"unit":"euro","amount":"1"},{"unit":"usd","amount":1e3},{"unit":"calls","amount":"1.5"},
                       {"unit":"usd","amount":"NaN"},{"unit":"tokens","amount":"-1","meter":"wishes"}],
             "window":{"kind":"calendar","period":"fortnight","time_zone":"Mars/Olympus","length":"1d"},
             "soft_percent":"101","shadow":"yes","unpriced":"ceiling",
             "overrides":[{"unit":"seconds","amount":"1","from":"2026-01-02","to":"2026-01-01T00:00:00Z","reason":""}]}
            """
        );
        Assert.Null(read.Budget);
        Assert.Equal(
            [
                "id",
                "limit",
                "limits[0].unit",
                "limits[1].amount",
                "limits[2].amount",
                "limits[3].amount",
                "limits[4].amount",
                "limits[4].meter",
                "overrides[0].author",
                "overrides[0].from",
                "overrides[0].reason",
                "overrides[0].unit",
                "per[1]",
                "scope.colour",
                "scope.user",
                "shadow",
                "soft_percent",
                "unpriced_ceiling_usd",
                "window.length",
                "window.period",
                "window.time_zone",
            ],
            read.Problems.Select(problem => problem.Path)
                .Distinct()
                .Order(StringComparer.Ordinal)
                .Except(["limits[1]", "limits[3]", "overrides[0].to"])
        );
        Assert.All(read.Problems, problem => Assert.NotEmpty(problem.Message));
    }

    [Theory]
    [InlineData("", "the text is not JSON")]
    [InlineData("[]", "write an object")]
    [InlineData("""{"id":"a"}""", "limits: a budget needs at least one")]
    [InlineData("""{"id":"a"}""", "window: a budget needs one")]
    public void What_is_no_budget_gets_a_clear_word(string json, string says)
    {
        BudgetReading read = BudgetJson.Read(json);
        Assert.Null(read.Budget);
        Assert.Contains(read.Problems, problem => problem.ToString().StartsWith(says, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_budgets_of_one_name_are_refused()
    {
        Budget budget = BudgetJson
            .Read("""{"id":"a","limits":[{"unit":"usd","amount":"1"}],"window":{"kind":"session"}}""")
            .Budget!;
        Assert.Single(BudgetCheck.Problems([budget, budget]));
        Assert.Empty(BudgetCheck.Problems([budget, budget with { Id = "b" }]));
    }

    [Theory]
    [InlineData("""{"limits":null,"window":{"kind":"lifetime"}}""", "limits")]
    [InlineData("""{"limits":[{"unit":null,"amount":"1"}],"window":{"kind":"lifetime"}}""", "limits[0].unit")]
    [InlineData("""{"limits":[{"unit":"usd","amount":"1"}],"window":{"kind":null}}""", "window.kind")]
    [InlineData(
        """{"hold":null,"hold":"strict","limits":[{"unit":"usd","amount":"1"}],"window":{"kind":"lifetime"}}""",
        "hold"
    )]
    [InlineData("""{"limits":[{"unit":"usd","amount":"1"}],"window":{"kind":"lifetime"}} {}""", "")]
    [InlineData("""{"limits":[{"unit":"usd","amount":"1"}],"window":{"kind":"lifetime"}""", "")]
    public void What_is_missing_twice_or_more_than_one_value_is_said(string json, string path) =>
        Assert.Equal(path, Assert.Single(BudgetJson.Read(json, "b").Problems).Path);
}
