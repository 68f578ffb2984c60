using static TokenLedger.Accounting.Tests.Policies.Given;

namespace TokenLedger.Accounting.Tests.Policies;

public sealed class ConditionTests
{
    [Theory]
    [InlineData("ai.model == \"claude-sonnet-4-5\"")]
    [InlineData("ai.model like 'claude-*'")]
    [InlineData("ai.model not like \"gpt-?*\"")]
    [InlineData("ai.provider in [\"openai\", \"anthropic\"]")]
    [InlineData("ai.provider not in ['openai']")]
    [InlineData("\"Bash\" in ai.tools and not (\"Write\" in ai.tools)")]
    [InlineData("ai.tools like \"Ed*\"")]
    [InlineData("count(ai.tools) == 2")]
    [InlineData("ai.estimated_cost_usd * 10 > 0.65 and ai.estimated_cost_usd * 10 < 0.652")]
    [InlineData("budget.daily.spent_usd / budget.daily.limit_usd == 0.25")]
    [InlineData("ai.max_output_tokens <= 4_096")]
    [InlineData("1 + 2 * 3 == 7 and (1 + 2) * 3 == 9 and 7 - 2 - 1 == 4 and -1 < 0")]
    [InlineData("ai.stream")]
    [InlineData("ai.stream == true")]
    [InlineData("tags[\"cost center\"] == \"42\"")]
    [InlineData("request.http.headers[\"user-agent\"] like \"claude-cli/*\"")]
    [InlineData("starts_with(request.http.path, '/v1/')")]
    [InlineData("lower(\"ABC\") == \"abc\"")]
    [InlineData("time.hour >= 8 and time.hour < 18 and time.weekday == 6")]
    [InlineData("time < \"2027\"")]
    [InlineData("true or ai.stream == false and false")]
    [InlineData("\"it's \\\"quoted\\\"\\n\" == 'it\\'s \"quoted\"\\n'")]
    public void What_is_so_holds(string condition)
    {
        Assert.True(Holds(condition));
        Assert.False(Holds($"not ({condition})"));
    }

    [Theory]
    [InlineData("tags.team == \"a\"")]
    [InlineData("tags.team in [\"a\"]")]
    [InlineData("tags.team like \"*\"")]
    [InlineData("tags.team < \"a\"")]
    [InlineData("tags.team >= \"a\"")]
    [InlineData("tags.team == tags.team")]
    [InlineData("agent.parent_id in principal.roles")]
    [InlineData("\"dev\" in claimed")]
    [InlineData("has(tags.team)")]
    [InlineData("ai.billable")]
    [InlineData("ai.tool_count + 1 > 0")]
    [InlineData("ai.max_output_tokens / 0 >= 0")]
    [InlineData("79228162514264337593543950335 * 10 > 0")]
    public void What_is_absent_or_cannot_be_computed_fits_nothing(string condition) => Assert.False(Holds(condition));

    [Theory]
    [InlineData("tags.team != \"a\"")]
    [InlineData("tags.team not in [\"a\"]")]
    [InlineData("tags.team not like \"*\"")]
    [InlineData("count(claimed) == 0")]
    public void What_is_absent_differs_from_everything(string condition) => Assert.True(Holds(condition));

    [Fact]
    public void An_empty_text_is_not_there_and_an_empty_list_is()
    {
        Assert.False(Holds("has(tags.feature)", """{"tags": {"feature": ""}}"""));
        Assert.True(Holds("has(ai.tools)", """{"ai": {"tools": []}}"""));
    }

    [Theory]
    [InlineData("ai.modle == \"x\"", "line 1, column 1", "did you mean \"ai.model\"?")]
    [InlineData("environment == \"x\"", "line 1, column 1", "there is no field \"environment\"")]
    [InlineData("model == \"x\"", "line 1, column 1", "did you mean \"ai.model\"?")]
    [InlineData(
        "ai.stream and\n  ai.model > 3",
        "line 2, column 12",
        "two numbers or two texts, not a text and a number"
    )]
    [InlineData("ai.model == 3", "line 1, column 10", "a text and a number cannot be compared by ==")]
    [InlineData("ai.tools == \"Bash\"", "line 1, column 10", "use \"in\" for lists")]
    [InlineData("ai.model", "line 1, column 1", "true or false is expected here, and this is a text")]
    [InlineData("ai.stream and", "line 1, column 14", "a field, a value or \"(\" is expected here, not the end")]
    [InlineData("ai.model = \"x\"", "line 1, column 10", "equality is written ==")]
    [InlineData("ai.stream && true", "line 1, column 11", "write \"and\"")]
    [InlineData("(ai.stream", "line 1, column 11", "\")\" is expected here, not the end")]
    [InlineData("ai.model == \"x", "line 1, column 13", "no closing \"")]
    [InlineData("matches(ai.model)", "line 1, column 1", "there is no function \"matches\"")]
    [InlineData(
        "ai.provider in [ai.model]",
        "line 1, column 25",
        "only texts, numbers, true and false may stand in a set"
    )]
    [InlineData("ai.provider in [1]", "line 1, column 17", "a text is expected here, and this is a number")]
    [InlineData("request.http.headers.authorization == \"x\"", "line 1, column 1", "rules cannot read the header")]
    [InlineData("ai.stream ai.stream", "line 1, column 11", "stands behind the end of the condition")]
    [InlineData(
        "ai.max_output_tokens + ai.model > 3",
        "line 1, column 24",
        "a number is expected here, and this is a text"
    )]
    public void A_fault_is_named_with_its_place_and_what_was_expected(string condition, string place, string message)
    {
        string problem = Problem(condition);
        Assert.StartsWith(place, problem, StringComparison.Ordinal);
        Assert.Contains(message, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_and_length_are_bounded()
    {
        Assert.Contains(
            "nested more than",
            Problem(new string('(', 2000) + "true" + new string(')', 2000)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "nested more than",
            Problem(string.Concat(Enumerable.Repeat("not ", 500)) + "true"),
            StringComparison.Ordinal
        );
        Assert.Contains("nested more than", Problem(new string('-', 500) + "1 == 1"), StringComparison.Ordinal);
        Assert.Contains("at most 4096", Problem(new string(' ', 5000)), StringComparison.Ordinal);
        Assert.True(Holds(string.Join(" and ", Enumerable.Repeat("ai.stream", 290))));
    }

    [Fact]
    public void A_pattern_of_many_stars_is_matched_in_bounded_time()
    {
        string pattern = string.Concat(Enumerable.Repeat("*a", 200)) + "b";
        string json = "{\"tags\": {\"x\": \"" + new string('a', 5000) + "\"}}";
        Assert.False(Holds($"tags.x like \"{pattern}\"", json));
    }
}
