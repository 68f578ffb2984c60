using System.Net.Http.Json;
using System.Text.Json;
using TokenLedger.Functional.Tests.Budgets;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Identity;

/// <summary>Budgets that come and go with a virtual key.</summary>
public sealed class KeyBudgetTests
{
    private const string TenCalls =
        """{"budgets":[{"id":"ten","limits":[{"unit":"calls","amount":"10"}],"window":{"kind":"lifetime"},"hold":"strict"}]}""";

    [Fact]
    public async Task A_key_with_a_budget_for_ten_calls_makes_ten_however_many_come_at_once()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) => IssuedKey.WithCredentials(options)
        );
        IssuedKey key = await IssuedKey.IssueAsync(gateway, TenCalls);
        IssuedKey other = await IssuedKey.IssueAsync(gateway);

        Received[] answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => gateway.SendAsync(key.Chat())));

        Assert.Equal((10, 54), (answers.Count(one => one.Status == 200), answers.Count(one => one.Status == 402)));
        Assert.Contains($"{key.Id}.ten", answers.First(one => one.Status == 402).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await gateway.SendAsync(other.Chat())).Status);
        LedgerEntry made = Assert.Single(await gateway.EntriesAsync(), entry => entry.Text("subject") == key.Id);
        Assert.Equal("admin", made.Kind); // key and budget are one change

        await gateway.RestartAsync();
        Assert.Equal(402, (await gateway.SendAsync(key.Chat())).Status);
        using HttpResponseMessage rotated = await IssuedKey.PostAsync(gateway, $"/api/v1/keys/{key.Id}/rotate", "{}");
        JsonElement view = await rotated.Content.ReadFromJsonAsync<JsonElement>(gateway.Cancellation);
        IssuedKey renewed = new(key.Id, view.GetProperty("key").GetString()!);
        Assert.Equal(402, (await gateway.SendAsync(renewed.Chat())).Status);
        Assert.Equal(10, (await gateway.BalanceAsync($"{key.Id}.ten"))!.Value.Used);
        await gateway.Http.DeleteAsync("/api/v1/keys/" + key.Id, gateway.Cancellation);
        using HttpResponseMessage gone = await gateway.Http.GetAsync(
            $"/api/v1/budgets/{key.Id}.ten",
            gateway.Cancellation
        );
        Assert.Equal(404, (int)gone.StatusCode);
    }

    [Theory]
    [InlineData("""{"budgets":[{"id":"a","limits":[]}]}""", "budgets[0].limits")]
    [InlineData(
        """{"budgets":[{"id":"a","scope":{"key":"vk_x"},"limits":[{"unit":"usd","amount":"1"}],"window":{"kind":"lifetime"}}]}""",
        "budgets[0].scope"
    )]
    [InlineData("""{"budgets":[{"limits":[{"unit":"usd","amount":"1"}]}]}""", "budgets[0].id")]
    public async Task A_budget_that_makes_no_sense_issues_no_key(string terms, string path)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();

        using HttpResponseMessage answer = await IssuedKey.PostAsync(gateway, "/api/v1/keys", terms);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains(path, await answer.Content.ReadAsStringAsync(gateway.Cancellation), StringComparison.Ordinal);
        Assert.DoesNotContain(await gateway.EntriesAsync(), entry => entry.Text("reason") == "key.created");
    }

    [Fact]
    public async Task The_command_issues_a_key_with_its_budget()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) => IssuedKey.WithCredentials(options)
        );
        (int code, string output, string error) = await Executable.RunAsync(
            ["keys", "create", "--calls", "1", "--window", "lifetime", "--hold", "strict", "--data", gateway.Data],
            gateway.Cancellation
        );
        Assert.True(code == 0, error);

        string key = output.Trim();
        Assert.Equal(200, (await gateway.SendAsync(IssuedKey.ChatWith(key))).Status);
        Received refused = await gateway.SendAsync(IssuedKey.ChatWith(key));
        Assert.Equal(402, refused.Status);
        Assert.Contains(".lifetime", refused.Text, StringComparison.Ordinal);
    }
}
