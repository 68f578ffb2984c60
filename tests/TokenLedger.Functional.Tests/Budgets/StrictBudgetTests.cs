using System.Globalization;
using System.Text.Json;
using TokenLedger.Demo.Simulation;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Budgets;

/// <summary>A strict budget is never passed, whatever runs at once and whatever callers leave unsaid.</summary>
public sealed class StrictBudgetTests
{
    private static string Strict(string limit, string more = "") =>
        $$"""{"limits":[{"unit":"usd","amount":"{{limit}}"}],"window":{"kind":"calendar","period":"month"},"hold":"strict"{{more}}}""";

    [Fact]
    public async Task Of_256_parallel_callers_no_more_pass_than_fit_and_nothing_stays_held()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        // gpt-4o-mini: 0.60 USD a million output tokens, twice that at the dearest tier.
        const string Body =
            """{"model":"gpt-4o-mini","max_tokens":1000,"messages":[{"role":"user","content":"Hello"}]}""";
        await gateway.SetBudgetAsync("race", Strict("0.0125"));

        Received[] answers = await Task.WhenAll(
            Enumerable.Range(0, 256).Select(_ => gateway.SendAsync(Ask.Post(Ask.ChatPath, Body)))
        );

        int served = answers.Count(answer => answer.Status == 200);
        int refused = answers.Count(answer => answer.Status == 402);
        Assert.Equal(256, served + refused);
        Assert.True(served > 0 && refused > 0, $"{served} served, {refused} refused");
        (decimal limit, decimal used, decimal held) = (await gateway.BalanceAsync("race"))!.Value;
        Assert.Equal(0, held);
        Assert.InRange(used, 0.000001m, limit);
        Assert.Equal(await SpentAsync(gateway), used);
    }

    [Fact]
    public async Task The_first_calls_of_an_unknown_user_share_one_account_of_the_template()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync(
            "each-user",
            """{"per":["user"],"limits":[{"unit":"calls","amount":"10"}],"window":{"kind":"lifetime"}}"""
        );

        Received[] answers = await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(_ => gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Hi", ",\"user\":\"never-seen\""))))
        );

        Assert.Equal(10, answers.Count(answer => answer.Status == 200));
        Assert.Equal(54, answers.Count(answer => answer.Status == 402));
    }

    [Theory]
    [InlineData(
        Ask.ChatPath,
        "max_completion_tokens",
        "\"model\":\"gpt-5-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Think\"}]"
    )]
    [InlineData(Ask.ResponsesPath, "max_output_tokens", "\"model\":\"gpt-5-mini\",\"input\":\"Think\"")]
    public async Task Thinking_that_nobody_sees_up_to_the_injected_cap_never_passes_a_strict_limit(
        string path,
        string cap,
        string request
    )
    {
        long told = 0;
        // The worst a provider can do within the cap it was given: all of it is hidden reasoning.
        await using StubProvider provider = await StubProvider.StartAsync(async http =>
        {
            using JsonDocument asked = JsonDocument.Parse((byte[])http.Items["body"]!);
            long most = asked.RootElement.GetProperty(cap).GetInt64();
            Interlocked.Add(ref told, most);
            await StubProvider.WriteAsync(http, path == Ask.ChatPath ? Chat(most) : Response(most));
        });
        await using TestGateway gateway = await provider.GatewayAsync();
        await gateway.SetBudgetAsync("hard", Strict("0.05"));
        Received[] answers = await Task.WhenAll(
            Enumerable.Range(0, 24).Select(_ => gateway.SendAsync(Ask.Post(path, "{" + request + "}")))
        );

        Assert.Contains(answers, answer => answer.Status == 200);
        Assert.Contains(answers, answer => answer.Status == 402);
        (decimal limit, decimal used, decimal held) = (await gateway.BalanceAsync("hard"))!.Value;
        Assert.Equal(0, held);
        Assert.InRange(used, 0.001m, limit);
        IReadOnlyList<LedgerEntry> entries = await gateway.EntriesAsync();
        Assert.Equal(
            told,
            entries
                .Where(entry => entry.Kind == "settlement")
                .Sum(entry => entry.Quantities.GetValueOrDefault("tokens.output.reasoning"))
        );

        static string Chat(long most) =>
            $$$$"""{"id":"chatcmpl-{{{{Guid.NewGuid():N}}}}","object":"chat.completion","model":"gpt-5-mini","choices":[{"index":0,"message":{"role":"assistant","content":""},"finish_reason":"length"}],"usage":{"prompt_tokens":12,"completion_tokens":{{{{most}}}},"total_tokens":{{{{most + 12}}}},"completion_tokens_details":{"reasoning_tokens":{{{{most}}}}}}}""";

        static string Response(long most) =>
            $$$$"""{"id":"resp_{{{{Guid.NewGuid():N}}}}","object":"response","model":"gpt-5-mini","status":"incomplete","output":[],"usage":{"input_tokens":12,"output_tokens":{{{{most}}}},"total_tokens":{{{{most + 12}}}},"output_tokens_details":{"reasoning_tokens":{{{{most}}}}}}}""";
    }

    [Fact]
    public async Task A_caller_that_leaves_switches_no_budget_off()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync(
            "one-call",
            """{"limits":[{"unit":"calls","amount":"1"}],"window":{"kind":"lifetime"}}"""
        );
        Assert.Equal(200, (await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("One")))).Status);

        for (int i = 0; i < 20; i++)
        {
            using CancellationTokenSource leaving = new();
            Task<HttpResponseMessage> sent = gateway.Http.SendAsync(
                Ask.Post(Ask.ChatPath, Ask.Chat("Leaving")),
                leaving.Token
            );
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        }

        await gateway.SeeResetAsync();
        Assert.Equal(402, (await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Staying")))).Status);
        Assert.Single(gateway.Provider.Log.Calls);
    }

    [Fact]
    public async Task Where_the_caller_sets_no_cap_one_is_set_upstream_and_the_answer_keeps_to_it()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync("capped", Strict("0.001"));

        Received answer = await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Hello")));

        Assert.Equal(200, answer.Status);
        LoggedCall call = Assert.Single(gateway.Provider.Log.Calls);
        long cap = JsonElement.Parse(call.Body.Span).GetProperty("max_completion_tokens").GetInt64();
        Assert.InRange(cap, 256, 1_000); // 0.001 USD buys fewer than 1,000 at the dearest tier
    }

    [Fact]
    public async Task A_budget_survives_a_restart_with_what_was_used()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync(
            "two-calls",
            """{"limits":[{"unit":"calls","amount":"2"}],"window":{"kind":"lifetime"}}"""
        );
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("One")));
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Two")));

        await gateway.RestartAsync();

        Received third = await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Three")));
        Assert.Equal(402, third.Status);
    }

    [Fact]
    public async Task A_caller_that_leaves_leaves_no_hold_behind()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync("left", Strict("1"));
        using CancellationTokenSource leaving = CancellationTokenSource.CreateLinkedTokenSource(gateway.Cancellation);
        using HttpResponseMessage answer = await gateway.Http.SendAsync(
            Ask.Post(Ask.ChatPath, Ask.ChatStream("Tell me a story"), "gate=left,after=3,words=40"),
            HttpCompletionOption.ResponseHeadersRead,
            leaving.Token
        );
        string call = answer.Headers.GetValues("X-TokenLedger-Call").Single();
        Assert.True((await gateway.BalanceAsync("left"))!.Value.Held > 0);

        answer.Dispose();
        await gateway.SeeResetAsync();
        gateway.Provider.Gate("left").Open();

        await gateway.EndOfAsync(call);
        (decimal _, decimal used, decimal held) = (await gateway.BalanceAsync("left"))!.Value;
        Assert.Equal(0, held);
        Assert.True(used > 0);
    }

    [Theory]
    [InlineData(
        "/v1/images/generations",
        """{"model":"dall-e-3","prompt":"a","n":3,"size":"1024x1024","quality":"standard"}""",
        0.12
    )]
    [InlineData(
        "/v1/images/generations",
        """{"model":"dall-e-3","prompt":"a","n":2,"size":"1792x1024","quality":"hd"}""",
        0.24
    )]
    [InlineData("/v1/images/generations", """{"model":"dall-e-3","prompt":"a","size":"auto"}""", 0.12)]
    [InlineData("/v1/audio/speech", """{"model":"tts-1","voice":"alloy","input":"hello"}""", 0.000075)]
    public async Task Pictures_and_characters_are_held_by_what_the_request_asks_for(
        string path,
        string body,
        double most
    )
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync(
            "short",
            Strict(((decimal)most - 0.000001m).ToString(CultureInfo.InvariantCulture))
        );
        Received refused = await gateway.SendAsync(Ask.Post(path, body));
        await gateway.SetBudgetAsync("short", Strict(((decimal)most).ToString(CultureInfo.InvariantCulture)));
        Received served = await gateway.SendAsync(Ask.Post(path, body));

        Assert.Equal((402, 200), (refused.Status, served.Status));
        JsonElement error = JsonElement.Parse(refused.Body).GetProperty("error");
        Assert.Equal("budget_exceeded", error.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("/v1/images/generations", """{"model":"gpt-image-1","prompt":"a cat"}""")]
    [InlineData("/v1/responses", """{"model":"gpt-5-mini","input":"news","tools":[{"type":"web_search"}]}""")]
    [InlineData("/v1/responses", """{"model":"gpt-5-mini","input":"long","background":true}""")]
    [InlineData("/v1/batches", """{"input_file_id":"file-1","endpoint":"/v1/chat/completions"}""")]
    public async Task What_has_no_bound_is_refused_with_what_to_do(string path, string body)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync("strict", Strict("100"));

        Received answer = await gateway.SendAsync(Ask.Post(path, body));

        Assert.Equal(402, answer.Status);
        JsonElement error = JsonElement.Parse(answer.Body).GetProperty("error");
        Assert.Equal("unbounded_call", error.GetProperty("code").GetString());
        Assert.Contains("elastic", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(gateway.Provider.Log.Calls);
    }

    [Fact]
    public async Task A_model_without_a_price_is_refused_where_the_budget_says_so()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync("priced-only", Strict("100", ",\"unpriced\":\"block\""));

        Received answer = await gateway.SendAsync(
            Ask.Post(Ask.ChatPath, """{"model":"nobody-knows-me","max_tokens":5,"messages":[]}""")
        );

        Assert.Equal(402, answer.Status);
        Assert.Equal(
            "unpriced_model",
            JsonElement.Parse(answer.Body).GetProperty("error").GetProperty("code").GetString()
        );
        Received models = await gateway.SendAsync(Ask.Request(HttpMethod.Get, "/v1/models", null));
        Assert.Equal(200, models.Status);
    }

    private static async Task<decimal> SpentAsync(TestGateway gateway) =>
        (await gateway.EntriesAsync())
            .Where(entry => entry.Kind == "settlement")
            .Sum(entry => decimal.Parse(entry.Text("cost_usd")!, CultureInfo.InvariantCulture));
}
