using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Budgets;

/// <summary>Whom a budget covers, and what it does to calls beyond its limit.</summary>
public sealed class ScopeTests
{
    private const string OneCall = """
        "limits":[{"unit":"calls","amount":"1"}],"window":{"kind":"lifetime"}
        """;

    [Theory]
    [InlineData("user", "X-TokenLedger-User")]
    [InlineData("feature", "X-TokenLedger-Feature")]
    [InlineData("project", "X-TokenLedger-Project")]
    [InlineData("cost_center", "X-TokenLedger-Cost-Center")]
    [InlineData("environment", "X-TokenLedger-Environment")]
    [InlineData("agent", "X-TokenLedger-Agent")]
    [InlineData("session", "X-TokenLedger-Session")]
    [InlineData("task", "X-TokenLedger-Task")]
    [InlineData("tag:team", "X-TokenLedger-Tag-Team")]
    public async Task A_budget_of_a_dimension_refuses_its_own_and_no_other(string dimension, string header)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync("one", $$"""{"scope":{"{{dimension}}":"mine"},{{OneCall}}}""");

        Assert.Equal((int[])[200, 402, 402], await SendAsync(gateway, 3, (header, "mine")));
        Assert.Equal((int[])[200, 200], await SendAsync(gateway, 2, (header, "another")));
        Assert.Equal((int[])[200, 200], await SendAsync(gateway, 2));
    }

    [Fact]
    public async Task A_budget_of_a_model_or_of_several_dimensions_covers_only_calls_that_fit_them_all()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync("model", $$"""{"scope":{"model":"gpt-4o-mini","user":"ada"},{{OneCall}}}""");

        Assert.Equal((int[])[200, 402], await SendAsync(gateway, 2, ("X-TokenLedger-User", "ada")));
        Assert.Equal((int[])[200, 200], await SendAsync(gateway, 2, ("X-TokenLedger-User", "bob")));
        Assert.Equal((int[])[200, 200], await SendAsync(gateway, 2, "gpt-4o", ("X-TokenLedger-User", "ada")));
    }

    [Theory]
    [InlineData("\"action\":\"warn\"")]
    [InlineData("\"shadow\":true")]
    [InlineData("\"action\":\"warn\",\"hold\":\"strict\"")]
    public async Task A_budget_that_only_warns_or_watches_refuses_nothing_beyond_its_limit(string how)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync(
            "tells",
            $$"""{"limits":[{"unit":"usd","amount":"0.00000001"}],"window":{"kind":"lifetime"},{{how}}}"""
        );

        for (int i = 0; i < 3; i++)
        {
            // What such a call could cost at most is far beyond the limit, from the first on.
            Received answer = await gateway.SendAsync(
                Ask.Post(Ask.ChatPath, Ask.Chat($"{i}", ",\"max_tokens\":16000"))
            );
            Assert.Equal(200, answer.Status);
            Assert.Contains(
                "budget:tells",
                (await gateway.EndOfAsync(answer.Call!)).Text("warnings"),
                StringComparison.Ordinal
            );
        }
    }

    private static Task<int[]> SendAsync(
        TestGateway gateway,
        int calls,
        params (string Name, string Value)[] headers
    ) => SendAsync(gateway, calls, "gpt-4o-mini", headers);

    private static async Task<int[]> SendAsync(
        TestGateway gateway,
        int calls,
        string model,
        params (string Name, string Value)[] headers
    )
    {
        List<int> statuses = [];
        for (int i = 0; i < calls; i++)
        {
            string body = $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Call {{i}}"}]}""";
            HttpRequestMessage request = Ask.Post(Ask.ChatPath, body);
            foreach ((string name, string value) in headers)
            {
                request.Headers.Add(name, value);
            }

            statuses.Add((await gateway.SendAsync(request)).Status);
        }

        return [.. statuses];
    }
}
