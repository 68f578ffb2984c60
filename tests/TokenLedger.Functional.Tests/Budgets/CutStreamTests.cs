using System.Globalization;
using System.Text.Json;
using TokenLedger.Functional.Tests.Clients;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Budgets;

/// <summary>A stream that outgrows what its budget can give ends as if its provider had ended it.</summary>
public sealed class CutStreamTests
{
    private static string Cutting(string amount) =>
        $$"""{"limits":[{"unit":"usd","amount":"{{amount}}"}],"window":{"kind":"lifetime"},"mid_stream":"cut"}""";

    [Fact]
    public async Task The_npm_clients_of_OpenAI_and_Anthropic_take_the_ending()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        // Each fits what an unknown model is expected to say, and not much more.
        await gateway.SetBudgetAsync("chat", Scoped("gpt-4o-mini", "0.006"));
        await gateway.SetBudgetAsync("responses", Scoped("gpt-5-mini", "0.02"));
        await gateway.SetBudgetAsync("messages", Scoped("claude-haiku-4-5", "0.03"));

        string? told = await NodeClients.RunScriptAsync(
            ["budgets.mjs", gateway.Address.GetLeftPart(UriPartial.Authority), "cut"],
            gateway.Cancellation
        );

        Assert.SkipWhen(told is null, "node and npm are not installed: the npm clients are not tested.");
        JsonElement results = JsonElement.Parse(told);
        Assert.Equal("""["length",true,true]""", Got(results, "chat"));
        Assert.Equal("""["max_output_tokens",true,true]""", Got(results, "responses"));
        Assert.Equal("""["max_tokens",true,true]""", Got(results, "messages"));
        IReadOnlyList<LedgerEntry> entries = await gateway.EntriesAsync();
        LedgerEntry[] ends = [.. entries.Where(entry => entry.IsEnd)];
        Assert.Equal(3, ends.Length);
        Assert.All(ends, end => Assert.Equal("cut_by_budget", end.Outcome));
        Assert.All(await BalancesAsync(gateway), balance => Assert.Equal(0, balance.Held));
    }

    [Fact]
    public async Task A_stream_is_cut_when_the_budget_has_no_more_and_not_before()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        // Doubling the first hold does not fit; half of that, a quarter and so on do.
        await gateway.SetBudgetAsync("cutting", Cutting("0.006"));
        string body = Ask.StreamOf("chat", "Everything")
            .Replace("\"max_tokens\":400", "\"max_tokens\":60000", StringComparison.Ordinal);

        Received answer = await gateway.SendAsync(Ask.Post(Ask.PathOf("chat"), body, "words=40000"));

        Assert.EndsWith("data: [DONE]\n\n", answer.Text, StringComparison.Ordinal);
        decimal held = (await gateway.EntriesOfAsync(answer.Call!))
            .Where(entry => entry.Kind == "authorization")
            .Sum(entry =>
                decimal.Parse(
                    JsonElement.Parse(entry.Text("hold")!).GetProperty("expected").GetProperty("usd").GetString()!,
                    CultureInfo.InvariantCulture
                )
            );
        Assert.InRange(held, 0.0057m, 0.006m);
    }

    [Theory]
    [InlineData("chat", "gzip", "0.006", "data: [DONE]")]
    [InlineData("chat", "br", "0.006", "data: [DONE]")]
    [InlineData("messages", "gzip", "0.03", "\"type\":\"message_stop\"")]
    [InlineData("messages", "br", "0.03", "\"type\":\"message_stop\"")]
    [InlineData("responses", "gzip", "0.02", "event: response.incomplete")]
    public async Task A_stream_that_comes_compressed_ends_as_well(
        string dialect,
        string encoding,
        string limit,
        string last
    )
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync("cutting", Cutting(limit));

        string body = Ask.StreamOf(dialect, "Everything")
            .Replace("\"max_tokens\":400", "\"max_tokens\":60000", StringComparison.Ordinal);
        Received answer = await gateway.SendAsync(
            Ask.Post(Ask.PathOf(dialect), body, $"words=40000,encoding={encoding}")
        );

        Assert.Equal(200, answer.Status);
        Assert.DoesNotContain("Content-Encoding", answer.Headers.Keys);
        Assert.Contains(last, answer.Text, StringComparison.Ordinal);
        Assert.Equal("cut_by_budget", (await gateway.EndOfAsync(answer.Call!)).Outcome);
    }

    [Fact]
    public async Task Under_a_budget_that_lets_it_finish_it_finishes_and_is_debited()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync(
            "finish",
            """{"limits":[{"unit":"usd","amount":"0.006"}],"window":{"kind":"lifetime"}}"""
        );

        Received answer = await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.ChatStream("Everything"), "words=12000"));

        Assert.EndsWith("data: [DONE]\n\n", answer.Text, StringComparison.Ordinal);
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal("served", end.Outcome);
        (decimal limit, decimal used, decimal held) = (await gateway.BalanceAsync("finish"))!.Value;
        Assert.Equal(0, held);
        Assert.True(used > limit, $"{used} of {limit} used");
        Received next = await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("More")));
        Assert.Equal(402, next.Status);
    }

    private static string Scoped(string model, string amount) =>
        Cutting(amount).Insert(1, $$""" "scope":{"model":"{{model}}"},""");

    private static string Got(JsonElement results, string call) =>
        results.GetProperty(call).TryGetProperty("got", out JsonElement got)
            ? got.GetRawText()
            : results.GetProperty(call).GetRawText();

    private static async Task<IReadOnlyList<(decimal Limit, decimal Used, decimal Held)>> BalancesAsync(
        TestGateway gateway
    ) =>
        [
            (await gateway.BalanceAsync("chat"))!.Value,
            (await gateway.BalanceAsync("responses"))!.Value,
            (await gateway.BalanceAsync("messages"))!.Value,
        ];
}
