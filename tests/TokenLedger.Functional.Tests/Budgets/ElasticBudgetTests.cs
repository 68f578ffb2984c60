using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Budgets;

/// <summary>An elastic budget reserves what calls use, not what they may use.</summary>
public sealed class ElasticBudgetTests
{
    [Fact]
    public async Task Twenty_coding_agents_that_allow_64k_of_output_fit_a_budget_of_25_dollars()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync(
            "agents",
            """{"limits":[{"unit":"usd","amount":"25"}],"window":{"kind":"calendar","period":"day"},"hold":"elastic"}"""
        );
        string body =
            $$"""{"model":"claude-opus-4-6","max_tokens":64000,"stream":true,"messages":[{"role":"user","content":"{{new string('x', 40_000)}}"}]}""";

        Task<Received>[] calls =
        [
            .. Enumerable
                .Range(0, 20)
                .Select(_ => gateway.SendAsync(Ask.Post(Ask.MessagesPath, body, "gate=agents,after=2"))),
        ];
        await WhenHeldAsync(gateway, calls.Length);
        gateway.Provider.Gate("agents").Open();
        Received[] answers = await Task.WhenAll(calls);

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(0, (await gateway.BalanceAsync("agents"))!.Value.Held);
    }

    [Fact]
    public async Task The_same_agents_are_refused_where_the_worst_case_is_reserved()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync(
            "agents",
            """{"limits":[{"unit":"usd","amount":"1"}],"window":{"kind":"calendar","period":"day"},"hold":"strict"}"""
        );

        Received answer = await gateway.SendAsync(
            Ask.Post(
                Ask.MessagesPath,
                """{"model":"claude-opus-4-6","max_tokens":64000,"messages":[{"role":"user","content":"Hi"}]}"""
            )
        );

        Assert.Equal(402, answer.Status);
    }

    [Fact]
    public async Task A_guess_of_what_an_unknown_model_says_refuses_no_call_that_the_budget_can_afford()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        // The guess of 4,096 tokens alone would cost more.
        await gateway.SetBudgetAsync(
            "small",
            """{"limits":[{"unit":"usd","amount":"0.001"}],"window":{"kind":"lifetime"}}"""
        );

        Received first = await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.ChatStream("Hi")));
        Received fits = await gateway.SendAsync(WouldFit("gpt-4o-mini"));
        Received never = await gateway.SendAsync(WouldFit("gpt-4"));

        Assert.Equal(200, first.Status);
        Assert.Contains("\"fits\":true", fits.Text, StringComparison.Ordinal);
        Assert.Contains("\"fits\":false", never.Text, StringComparison.Ordinal);
        LedgerEntry hold = (await gateway.EntriesOfAsync(first.Call!))[0];
        Assert.Contains("\"output_tokens\":512", hold.Text("hold")!, StringComparison.Ordinal);
    }

    private static HttpRequestMessage WouldFit(string model) =>
        Ask.Post(
            "/api/v1/would-it-fit",
            $$"""{"provider":"openai","model":"{{model}}","input_tokens":20,"max_output_tokens":8000}"""
        );

    [Fact]
    public async Task A_soft_limit_warns_in_the_head_and_in_the_entry()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync(
            "soft",
            """{"limits":[{"unit":"usd","amount":"1"}],"window":{"kind":"calendar","period":"day"},"soft_percent":"0.0001"}"""
        );
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("One")));

        Received second = await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Two")));

        Assert.Equal(200, second.Status);
        Assert.StartsWith(
            "\"soft\";kind=soft_reached;unit=usd;used=",
            second.Headers["X-TokenLedger-Budget-Warning"],
            StringComparison.Ordinal
        );
        Assert.Equal("daily=0.00/1.00 monthly=0.00/0.00", second.Headers["X-AgentLedger-Budget-Warning"]);
        LedgerEntry end = await gateway.EndOfAsync(second.Call!);
        Assert.Contains("budget:soft", end.Text("warnings"), StringComparison.Ordinal);
    }

    /// <summary>Waits until every call holds something.</summary>
    private static async Task WhenHeldAsync(TestGateway gateway, int calls)
    {
        while (await OpenAsync(gateway) < calls)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), gateway.Cancellation);
        }
    }

    private static async Task<int> OpenAsync(TestGateway gateway) =>
        (await gateway.EntriesAsync()).Count(entry => entry.Kind is "authorization" or "rejection");
}
