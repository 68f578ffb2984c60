using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TokenLedger.Demo.Simulation;
using TokenLedger.Functional.Tests.Budgets;
using TokenLedger.Functional.Tests.Clients;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Alerts.Channels;

namespace TokenLedger.Functional.Tests.Alerts;

/// <summary>Alerts of the whole gateway: a model without a price is used, and people are told.</summary>
public sealed class AlertTests(ITestOutputHelper output)
{
    private const string Secret = "whsec_VG9rZW5MZWRnZXIgZXhhbXBsZSBzZWNyZXQuLi4h";
    private const string Unpriced = """{"model":"nobody-prices-this","messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task A_call_without_a_price_is_told_signed_and_shown_with_its_delivery()
    {
        await using AlertReceiver receiver = await AlertReceiver.StartAsync();
        await using TestGateway gateway = await TestGateway.StartAsync(alerts: Options(receiver.Address));

        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Unpriced));
        ReceivedAlert alert = await receiver.NextAsync();

        using JsonDocument document = JsonDocument.Parse(alert.Body);
        Assert.Equal("ai.tokenledger.model.unpriced.v1", document.RootElement.GetProperty("type").GetString());
        Assert.Equal("openai/nobody-prices-this", document.RootElement.GetProperty("subject").GetString());
        Assert.Equal(document.RootElement.GetProperty("id").GetString(), alert.Headers["webhook-id"]);
        Assert.Equal("unpriced_model: hook delivered", await WhenShownAsync(gateway, "delivered"));
    }

    [Fact]
    public async Task The_signature_satisfies_the_npm_package_standardwebhooks_and_a_changed_body_does_not()
    {
        await using AlertReceiver receiver = await AlertReceiver.StartAsync();
        await using TestGateway gateway = await TestGateway.StartAsync(alerts: Options(receiver.Address));
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Unpriced));
        ReceivedAlert alert = await receiver.NextAsync();

        string request = JsonSerializer.Serialize(
            new
            {
                secret = Secret,
                headers = alert.Headers,
                body = alert.Body,
            }
        );
        string? verdict = await WebhookClient.VerifyAsync(request, TestContext.Current.CancellationToken);
        Assert.SkipWhen(verdict is null, "There is no Node here.");

        Assert.Equal("""{"intact":true,"changed":false,"other":false}""", verdict!.Trim());
    }

    [Fact]
    public async Task A_hanging_receiver_holds_up_no_call_and_no_other_channel()
    {
        await using AlertReceiver hanging = await AlertReceiver.StartAsync();
        await using AlertReceiver good = await AlertReceiver.StartAsync();
        hanging.Answer = http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        await using TestGateway gateway = await TestGateway.StartAsync(
            alerts: new()
            {
                Channels = [Hook("hanging", hanging.Address), Hook("good", good.Address)],
                Timeout = TimeSpan.FromMinutes(1),
            }
        );

        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Unpriced));
        await hanging.NextAsync();
        await good.NextAsync();
        for (int i = 0; i < 20; i++)
        {
            Received answer = await gateway.SendAsync(Ask.Post(Ask.ChatPath, Unpriced.Replace("this", $"that-{i}")));
            Assert.Equal(200, answer.Status);
            await good.NextAsync();
        }

        Assert.Single(hanging.All);
    }

    [Fact]
    public async Task The_first_budget_ever_made_while_it_runs_alerts_when_it_is_exceeded()
    {
        await using AlertReceiver receiver = await AlertReceiver.StartAsync();
        await using TestGateway gateway = await TestGateway.StartAsync(alerts: Options(receiver.Address));
        await gateway.SetBudgetAsync(
            "late",
            """{"limits":[{"unit":"calls","amount":"1"}],"window":{"kind":"lifetime"}}"""
        );

        Assert.Equal(200, (await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("First")))).Status);
        Assert.Equal(402, (await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Second")))).Status);

        ReceivedAlert alert;
        do
        {
            alert = await receiver.NextAsync(); // a warning may come before
        } while (!alert.Body.Contains("ai.tokenledger.budget.exceeded.v1", StringComparison.Ordinal));
        Assert.Contains("late", alert.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kill_between_reading_and_delivering_loses_nothing()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using TempFolder folder = new();
        await using SimulatedProvider provider = await SimulatedProvider.StartAsync(new(), cancellation);
        await using AlertReceiver receiver = await AlertReceiver.StartAsync();
        TaskCompletionSource killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Answer = http => Task.WhenAny(killed.Task, Task.Delay(Timeout.Infinite, http.RequestAborted));
        string configuration = Path.Combine(folder.Path, "alerts.yaml");
        await File.WriteAllTextAsync(
            configuration,
            $"alerts: {{channels: {{hook: {{type: webhook, url: \"{receiver.Address}\", secret: {Secret}}}}}}}",
            cancellation
        );
        string data = Path.Combine(folder.Path, "data");

        string first;
        await using (
            ServeProcess gateway = await ServeProcess.StartAsync(
                data,
                provider.BaseAddress,
                cancellation,
                configuration
            )
        )
        {
            await CallAsync(gateway.Address, cancellation);
            first = (await receiver.NextAsync()).Headers["webhook-id"];
            await gateway.KillAsync(cancellation);
        }

        killed.SetResult();
        await using ServeProcess again = await ServeProcess.StartAsync(
            data,
            provider.BaseAddress,
            cancellation,
            configuration
        );
        ReceivedAlert second = await receiver.NextAsync();

        Assert.Equal(first, second.Headers["webhook-id"]);
        Assert.Equal(0, await again.StopAsync(cancellation));
        output.WriteLine($"{receiver.All.Count} deliveries of one alert: one cut by the kill, one after the restart.");
    }

    [Fact]
    public async Task A_test_says_of_each_channel_whether_it_was_accepted()
    {
        await using AlertReceiver good = await AlertReceiver.StartAsync();
        await using AlertReceiver bad = await AlertReceiver.StartAsync();
        bad.Answer = http =>
        {
            http.Response.StatusCode = 403;
            return Task.CompletedTask;
        };
        await using TestGateway gateway = await TestGateway.StartAsync(
            alerts: new() { Channels = [Hook("good", good.Address), Hook("bad", bad.Address)] }
        );

        using HttpResponseMessage answer = await gateway.Http.PostAsJsonAsync("/api/v1/alerts/test", new { });
        JsonElement results = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("results");
        using HttpResponseMessage unknown = await gateway.Http.PostAsJsonAsync(
            "/api/v1/alerts/test",
            new { channel = "nobody" }
        );

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            ["good True ", "bad False it answered 403"],
            results
                .EnumerateArray()
                .Select(one =>
                    $"{one.GetProperty("channel")} {one.GetProperty("delivered")} {(one.TryGetProperty("problem", out JsonElement problem) ? problem : "")}"
                )
        );
        Assert.Contains("ai.tokenledger.alert.test.v1", Assert.Single(good.All).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task What_is_asked_wrongly_is_refused_clearly()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();

        foreach (string query in (string[])["limit=0", "limit=501", "limit=many", "type=nothing"])
        {
            using HttpResponseMessage answer = await gateway.Http.GetAsync("/api/v1/alerts?" + query);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_gap_is_recorded_and_told()
    {
        await using AlertReceiver receiver = await AlertReceiver.StartAsync();
        await using TestGateway gateway = await TestGateway.StartAsync(alerts: Options(receiver.Address));

        using HttpResponseMessage answer = await gateway.Http.PostAsJsonAsync(
            "/api/v1/reconciliations/gaps",
            new
            {
                subject = "openai 2026-11-01 to 2026-11-07",
                unexplained = "12.34",
                theirs = "112.34",
                ours = "100",
            }
        );
        ReceivedAlert alert = await receiver.NextAsync();

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Contains("ai.tokenledger.reconciliation.gap.v1", alert.Body, StringComparison.Ordinal);
        Assert.Contains("differ by USD 12.34", alert.Body, StringComparison.Ordinal);
    }

    private static AlertOptions Options(Uri address) =>
        new() { Channels = [Hook("hook", address) with { SigningKey = WebhookSignature.KeyOf(Secret) }] };

    private static ChannelOptions Hook(string name, Uri address) =>
        new()
        {
            Name = name,
            Kind = ChannelKind.CloudEvents,
            Url = address,
        };

    private static async Task CallAsync(Uri gateway, CancellationToken cancellation)
    {
        using HttpClient client = new() { BaseAddress = gateway };
        using HttpRequestMessage request = Ask.Post(Ask.ChatPath, Unpriced);
        using HttpResponseMessage answer = await client.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The only alert as the API shows it, once its delivery has this state.</summary>
    private static async Task<string> WhenShownAsync(TestGateway gateway, string status)
    {
        while (true)
        {
            JsonElement shown = await gateway.Http.GetFromJsonAsync<JsonElement>(
                "/api/v1/alerts",
                gateway.Cancellation
            );
            JsonElement alert = Assert.Single(shown.GetProperty("alerts").EnumerateArray());
            JsonElement delivery = Assert.Single(alert.GetProperty("deliveries").EnumerateArray());
            if (delivery.GetProperty("status").GetString() == status)
            {
                return $"{alert.GetProperty("type")}: {delivery.GetProperty("channel")} {status}";
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), gateway.Cancellation);
        }
    }
}
