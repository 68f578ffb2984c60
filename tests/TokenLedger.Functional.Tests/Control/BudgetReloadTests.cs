using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using TokenLedger.Configuration;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Serve;

namespace TokenLedger.Functional.Tests.Control;

public sealed class BudgetReloadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_changed_file_changes_the_budgets_and_a_wrong_one_changes_nothing()
    {
        using TempFolder folder = new();
        string file = Path.Combine(folder.Path, "tokenledger.yaml");
        Write("{daily_limit_usd: 10, action: block}");
        await using RunningGateway gateway = await Composition.StartAsync(
            Load().Configuration!,
            NullLoggerFactory.Instance,
            TimeProvider.System,
            Cancellation,
            reread: Load
        );
        using HttpClient http = new() { BaseAddress = gateway.Address };
        string?[] seen = new string?[5];
        seen[0] = await AmountAsync();

        Write("{daily_limit_usd: 30, action: block}");
        await gateway.Rates.LookAsync(isAsked: true, Cancellation);
        seen[1] = await AmountAsync();

        Write("{daily_limit_usd: thirty}");
        await gateway.Rates.LookAsync(isAsked: true, Cancellation);
        seen[2] = await AmountAsync();

        HttpResponseMessage put = await http.PutAsync(
            "/api/v1/budgets/default.day",
            new StringContent(
                """{"limits":[{"unit":"usd","amount":"7"}],"window":{"kind":"calendar","period":"day"}}""",
                Encoding.UTF8,
                "application/json"
            ),
            Cancellation
        );
        Write("{daily_limit_usd: 40, action: block}");
        await gateway.Rates.LookAsync(isAsked: true, Cancellation);
        seen[3] = await AmountAsync();

        await http.DeleteAsync("/api/v1/budgets/default.day", Cancellation);
        seen[4] = await AmountAsync();

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal("10 30 30 7 40", string.Join(' ', seen));

        void Write(string standard) =>
            File.WriteAllText(
                file,
                $"listen: 127.0.0.1:0\ndata: {Path.Combine(folder.Path, "data")}\nbudgets:\n  default: {standard}\n"
            );

        LoadedConfiguration Load() =>
            ConfigurationLoader.Load(file, new(), folder.Path, new Dictionary<string, string>());

        async Task<string?> AmountAsync()
        {
            JsonElement answer = await http.GetFromJsonAsync<JsonElement>("/api/v1/budgets/default.day", Cancellation);
            return answer.GetProperty("budget").GetProperty("limits")[0].GetProperty("amount").GetString();
        }
    }
}
