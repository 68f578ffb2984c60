using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Budgets;

/// <summary>What a call would be told can be asked before it is made, and asking costs nothing.</summary>
public sealed class WouldItFitTests
{
    private const string Small =
        """{"scope":{"user":"alice"},"limits":[{"unit":"usd","amount":"0.01"}],"window":{"kind":"calendar","period":"day"},"hold":"strict"}""";

    [Fact]
    public async Task A_request_is_judged_as_it_would_be_when_sent()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync("small", Small);
        const string Body =
            """{"model":"gpt-4o-mini","max_tokens":100000,"messages":[{"role":"user","content":"Hi"}]}""";

        JsonElement alice = await AskAsync(gateway, Request(Body, "alice"));
        JsonElement bob = await AskAsync(gateway, Request(Body, "bob"));

        Assert.False(alice.GetProperty("fits").GetBoolean());
        Assert.Equal("budget_exceeded", alice.GetProperty("code").GetString());
        JsonElement finding = Assert.Single(alice.GetProperty("findings").EnumerateArray());
        Assert.Equal("0.01", finding.GetProperty("limit").GetString());
        Assert.Equal(100_000, alice.GetProperty("hold").GetProperty("output_tokens").GetInt64());
        Assert.True(bob.GetProperty("fits").GetBoolean());
        HttpRequestMessage sent = Ask.Post(Ask.ChatPath, Body);
        sent.Headers.Add("X-TokenLedger-User", "alice");
        Received refused = await gateway.SendAsync(sent);
        Assert.Equal(402, refused.Status);
        Assert.Contains(
            alice.GetProperty("message").GetString()!,
            Encoding.UTF8.GetString(refused.Body).Replace("\\\"", "\"", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Asking_reserves_nothing_and_reaches_no_provider()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync("small", Small);

        JsonElement answer = await AskAsync(
            gateway,
            Request("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""", "alice")
        );

        Assert.True(answer.GetProperty("fits").GetBoolean());
        Assert.True(answer.GetProperty("output_cap").GetInt64() >= 256);
        Assert.Null(await gateway.BalanceAsync("small"));
        Assert.Empty(gateway.Provider.Log.Calls);
    }

    [Fact]
    public async Task Figures_alone_are_judged_too()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync("small", Small);

        JsonElement answer = await AskAsync(
            gateway,
            """{"provider":"openai","model":"gpt-4o-mini","input_tokens":1000,"max_output_tokens":50000,"attribution":{"user":"alice"}}"""
        );

        Assert.False(answer.GetProperty("fits").GetBoolean());
        Assert.Equal("small", Assert.Single(answer.GetProperty("budgets").EnumerateArray()).GetString());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"path":"v1/chat"}""")]
    [InlineData("""{"provider":"openai","model":"gpt-4o","attribution":{"team":"a"}}""")]
    [InlineData("""nonsense""")]
    public async Task A_question_that_makes_no_sense_is_told_so(string body)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();

        using HttpResponseMessage answer = await PostAsync(gateway, body);

        Assert.Equal(400, (int)answer.StatusCode);
    }

    private static string Request(string body, string user) =>
        $$$"""{"path":"/v1/chat/completions","headers":{"X-TokenLedger-User":"{{{user}}}"},"body":{{{body}}}}""";

    private static async Task<JsonElement> AskAsync(TestGateway gateway, string body)
    {
        using HttpResponseMessage answer = await PostAsync(gateway, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(gateway.Cancellation));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(gateway.Cancellation);
    }

    private static Task<HttpResponseMessage> PostAsync(TestGateway gateway, string body) =>
        gateway.Http.PostAsync(
            "/api/v1/would-it-fit",
            new StringContent(body, Encoding.UTF8, "application/json"),
            gateway.Cancellation
        );
}
