using System.Text.Json;
using TokenLedger.Commands;
using TokenLedger.Functional.Tests.Budgets;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Rerating;

public sealed class RerateTests
{
    [Fact]
    public async Task With_the_book_that_priced_them_every_call_of_every_dialect_comes_to_the_same()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(simulated: new() { RemembersPrompts = true });
        int calls = 0;
        foreach (string dialect in (string[])["chat", "messages", "responses"])
        {
            // Twice, so that the second prompt is read from the cache that the first one wrote.
            foreach (
                string body in (string[])
                    [Ask.BodyOf(dialect, "again and again"), Ask.StreamOf(dialect, "again and again")]
            )
            {
                await gateway.SendAsync(Ask.Post(Ask.PathOf(dialect), body));
                await gateway.SendAsync(Ask.Post(Ask.PathOf(dialect), body));
                calls += 2;
            }
        }

        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("quick", ",\"service_tier\":\"priority\"")));
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.ChatStream("no usage", withUsage: false)));
        await CutAsync(gateway);

        JsonElement rerated = await RerateAsync(gateway.Data);

        JsonElement total = rerated.GetProperty("total");
        Assert.Equal(calls + 3, total.GetProperty("calls").GetInt32());
        Assert.Equal("0", total.GetProperty("difference_usd").GetString());
        Assert.Equal(
            (0, 0, 0),
            (
                total.GetProperty("changed").GetInt32(),
                total.GetProperty("not_rerated").GetInt32(),
                total.GetProperty("unpriced").GetInt32()
            )
        );
        Assert.NotEqual("0", total.GetProperty("before_usd").GetString());
    }

    [Fact]
    public async Task A_price_that_changes_while_the_gateway_runs_is_booked_through_it_and_the_call_shows_it()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        Received answer = await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("hello")));
        string call = answer.Call!;
        string table = Path.Combine(gateway.Data, "dearer.json");
        await File.WriteAllTextAsync(table, DearerTable, gateway.Cancellation);

        JsonElement rerated = await RerateAsync(gateway.Data, "--rates", table, "--apply", "--reason", "late price");
        JsonElement again = await RerateAsync(gateway.Data, "--rates", table, "--apply");

        Assert.Equal((1, 0), (rerated.GetProperty("booked").GetInt32(), again.GetProperty("booked").GetInt32()));
        LedgerEntry[] entries = [.. await gateway.EntriesOfAsync(call)];
        Assert.Equal(["authorization", "settlement", "adjustment"], entries.Select(entry => entry.Kind));
        using HttpResponseMessage page = await gateway.Http.GetAsync($"/api/v1/calls/{call}", gateway.Cancellation);
        JsonElement shown = JsonElement.Parse(await page.Content.ReadAsStringAsync(gateway.Cancellation));
        Assert.Equal(
            rerated.GetProperty("total").GetProperty("after_usd").GetString(),
            shown.GetProperty("cost_usd").GetString()
        );
        Assert.Equal(
            rerated.GetProperty("total").GetProperty("before_usd").GetString(),
            shown.GetProperty("booked_known_cost_usd").GetString()
        );
    }

    [Fact]
    public async Task A_price_that_comes_later_takes_the_place_of_the_ceiling_it_was_debited_at()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync(
            "all",
            """{"limits":[{"unit":"usd","amount":"100"}],"window":{"kind":"lifetime"},"unpriced":"ceiling","unpriced_ceiling_usd":"5"}"""
        );
        string body = Ask.Chat("hello").Replace("gpt-4o-mini", "gpt-nobody-knows", StringComparison.Ordinal);
        Received answer = await gateway.SendAsync(Ask.Post(Ask.ChatPath, body));
        Assert.Equal(5, (await gateway.BalanceAsync("all"))!.Value.Used);
        string table = Path.Combine(gateway.Data, "later.json");
        await File.WriteAllTextAsync(
            table,
            DearerTable.Replace("gpt-4o-mini", "gpt-nobody-knows", StringComparison.Ordinal),
            gateway.Cancellation
        );

        JsonElement rerated = await RerateAsync(gateway.Data, "--rates", table, "--apply", "--reason", "late price");

        Assert.Equal(1, rerated.GetProperty("booked").GetInt32());
        LedgerEntry adjustment = (await gateway.EntriesOfAsync(answer.Call!))[^1];
        decimal price = decimal.Parse(adjustment.Text("cost_usd")!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(price, 0.0001m, 4);
        Assert.Equal(price, (await gateway.BalanceAsync("all"))!.Value.Used);
        await gateway.RestartAsync();
        Assert.Equal(price, (await gateway.BalanceAsync("all"))!.Value.Used);
    }

    private const string DearerTable = """
        {"schema":"rate-table/1","provider":"openai","currency":"USD","as_of":"2026-01-01","sources":{"s":{"what":"a test"}},
         "rates":[{"model":"gpt-4o-mini","match":{"ids":["gpt-4o-mini"],"prefixes":["gpt-4o-mini-"]},"from":null,"to":null,
           "prices":[{"meter":"tokens.input","usd":"100","per":1000000},{"meter":"tokens.output","usd":"200","per":1000000}],
           "sources":["s"],"confidence":"high"}]}
        """;

    /// <summary>A stream that the provider breaks off: the rest is estimated.</summary>
    private static async Task CutAsync(TestGateway gateway)
    {
        try
        {
            await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.ChatStream("cut"), "cut=close,after=3"));
        }
        catch (HttpRequestException)
        {
            // The gateway breaks the connection too, as it must.
        }
    }

    /// <summary>
    /// What rerate says once the gateway's figures have caught up; run before that, it says so, and a later run books
    /// nothing twice.
    /// </summary>
    private static async Task<JsonElement> RerateAsync(string data, params string[] args)
    {
        while (true)
        {
            await using StringWriter output = new();
            await using StringWriter error = new();
            int code = await CommandLine.RunAsync(
                ["rerate", "--data", data, "--last", "1h", "--json", .. args],
                output,
                error
            );
            if (
                error.ToString() is { Length: > 0 } said
                && (said.StartsWith("These figures are ") || said.Contains("Ask again"))
            )
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
                continue;
            }

            Assert.Equal((0, ""), (code, error.ToString()));
            return JsonElement.Parse(output.ToString());
        }
    }
}
